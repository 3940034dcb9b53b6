"""A seeded generator of fictional filings: files as they arrive, and what is true of them. See ``README.md``."""

from specimens.broken import broken
from specimens.demo import demo
from specimens.filings import filing, generate
from specimens.lots import lot
from specimens.other_mail import generate_other, other_mail
from specimens.template import by_id, split, split_by_hand, templates
from specimens.truth import SpecimenFile, SpecimenFiling, Truth, TruthPage, TruthPiece, TruthSkip

__all__ = [
    "SpecimenFile",
    "SpecimenFiling",
    "Truth",
    "TruthPage",
    "TruthPiece",
    "TruthSkip",
    "broken",
    "by_id",
    "demo",
    "filing",
    "generate",
    "generate_other",
    "lot",
    "other_mail",
    "split",
    "split_by_hand",
    "templates",
]
