"""Text without accents, case and typography: what comparisons are made on."""

import re
import unicodedata
from functools import lru_cache

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "’": "'", "‘": "'", "ʼ": "'", "`": "'", "´": "'"})
_TOKEN = re.compile(r"[a-z0-9]+(?:[._+-][a-z0-9]+)*@[a-z0-9.-]+|[a-z0-9|]*[a-z0-9][a-z0-9|]*")


@lru_cache(maxsize=65536)
def fold(text: str) -> str:
    """Lower case without accents, ligatures and punctuation, words apart by one space. ``l'État`` is ``l etat``."""
    return " ".join(_TOKEN.findall(plain(text)))


@lru_cache(maxsize=65536)
def plain(text: str) -> str:
    """Lower case without accents; punctuation stays."""
    decomposed = unicodedata.normalize("NFKD", text.lower().translate(_LIGATURES))
    kept = "".join(c for c in decomposed if not unicodedata.combining(c) and c not in "\u200b\u200c\u200d\ufeff\u00ad")
    return kept.replace("peut-etre", "peutetre")  # the adverb, not « ne peut être »
