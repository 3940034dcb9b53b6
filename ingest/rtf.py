"""RTF bodies of Outlook messages: unpacked ([MS-OXRTFCP]) and turned into HTML or text ([MS-OXRTFEX])."""

import codecs
import re
import struct

from ingest.letter import Body

_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
_WINDOW = 4096
_MAX_BYTES = 64 * 1024 * 1024
_TOKEN = re.compile(
    r"\\(?P<word>[a-z]{1,32})(?P<number>-?\d{1,10})? ?|\\'(?P<hex>[0-9a-fA-F]{2})|\\(?P<sign>[^a-z])"
    r"|(?P<brace>[{}])|[\r\n]+|(?P<text>[^\\{}\r\n]+)"
)
_UNSHOWN = frozenset(
    {
        "fonttbl",
        "colortbl",
        "stylesheet",
        "info",
        "pict",
        "object",
        "header",
        "footer",
        "generator",
        "datafield",
        "themedata",
        "listtable",
    }
)  # fmt: skip
_SPOKEN = {
    "par": "\n",
    "line": "\n",
    "tab": "\t",
    "row": "\n",
    "cell": "\t",
    "lquote": "‘",
    "rquote": "’",
    "ldblquote": "“",
    "rdblquote": "”",
    "bullet": "•",
    "endash": "–",
    "emdash": "—",
}


def unpack_rtf(packed: bytes) -> bytes:
    """The RTF in a compressed RTF property; as much of it as there is when the data are cut. Empty when it is none."""
    if len(packed) < 16:
        return b""
    _, raw_size, magic, _ = struct.unpack("<IIII", packed[:16])
    if magic == 0x414C454D:  # "MELA": stored
        return packed[16 : 16 + raw_size]
    if magic != 0x75465A4C:  # "LZFu"
        return b""
    return _lzfu(packed[16:], min(raw_size, _MAX_BYTES))


def _lzfu(data: bytes, size: int) -> bytes:
    window = bytearray(_START.ljust(_WINDOW, b"\0"))
    at = len(_START)
    out = bytearray()
    position = 0
    while position < len(data) and len(out) < size:
        control = data[position]
        position += 1
        for bit in range(8):
            if position >= len(data):
                break
            if control >> bit & 1:
                pair = int.from_bytes(data[position : position + 2], "big")
                position += 2
                source, run = pair >> 4, (pair & 15) + 2
                if source == at % _WINDOW:
                    return bytes(out[:size])
                piece = [0] * run
                for step in range(run):
                    piece[step] = window[(source + step) % _WINDOW]
                    window[at % _WINDOW] = piece[step]
                    at += 1
                out.extend(piece)
            else:
                window[at % _WINDOW] = data[position]
                out.append(data[position])
                position += 1
                at += 1
    return bytes(out[:size])


def rtf_body(rtf: bytes) -> Body | None:
    """What an RTF body says: the HTML it was made from when it was made from some, else its text. None when nothing."""
    source = rtf.decode("latin-1")
    page = re.search(r"\\ansicpg(\d{3,5})", source[:2000])
    reader = _Reader(codepage=f"cp{page.group(1)}" if page else "cp1252", from_html="\\fromhtml1" in source[:2000])
    text = reader.read(source)
    if not text.strip():
        return None
    return Body(html=text) if reader.from_html else Body(plain=text)


class _Reader:
    """One pass over the tokens: ``shown`` per open group, bytes gathered until the code page can decode them."""

    def __init__(self, codepage: str, from_html: bool) -> None:
        self.codepage = codepage
        self.from_html = from_html
        self.out: list[str] = []
        self.pending = bytearray()
        self.groups: list[tuple[bool, bool]] = []
        self.shown = True
        self.in_tag = False
        self.rtf_only = False
        self.fallback = 0
        self.star = False

    def read(self, source: str) -> str:
        for token in _TOKEN.finditer(source):
            if token["brace"]:
                self._brace(token["brace"])
            elif token["word"]:
                self._word(token["word"], token["number"])
            elif token["hex"]:
                self._code(int(token["hex"], 16))
            elif token["sign"]:
                self._sign(token["sign"])
            elif token["text"]:
                self._say(token["text"])
        self._flush()
        return "".join(self.out)

    def _brace(self, brace: str) -> None:
        self._flush()
        if brace == "{":
            self.groups.append((self.shown, self.in_tag))
        elif self.groups:
            self.shown, self.in_tag = self.groups.pop()
        self.star = False

    def _word(self, word: str, number: str | None) -> None:
        if word == "u" and number:
            self._flush()
            self._emit(chr(int(number) % 0x10000))
            self.fallback = 1
        elif word == "htmltag":
            self.shown, self.in_tag = self.from_html, True
        elif word == "htmlrtf":
            self.rtf_only = number != "0"
        elif word in _UNSHOWN or self.star:
            self.shown = False
        elif word in _SPOKEN and not (self.from_html and word in {"row", "cell"}):
            self._flush()
            self._emit(_SPOKEN[word])
        self.star = False

    def _sign(self, sign: str) -> None:
        self.star = sign == "*"
        if sign in "\\{}":
            self._say(sign)
        elif sign in "~_":
            self._say("\u00a0" if sign == "~" else "-")

    def _code(self, code: int) -> None:
        if self.fallback:
            self.fallback -= 1
        elif self.shown and not self.rtf_only:
            self.pending.append(code)

    def _say(self, text: str) -> None:
        skipped = min(self.fallback, len(text))
        self.fallback -= skipped
        self._flush()
        self._emit(
            text[skipped:].encode("latin-1").decode(self._codec(), "replace") if not text.isascii() else text[skipped:]
        )

    def _flush(self) -> None:
        if self.pending:
            self.out.append(bytes(self.pending).decode(self._codec(), "replace"))
            self.pending.clear()

    def _codec(self) -> str:
        try:
            codecs.lookup(self.codepage)
        except LookupError:
            self.codepage = "cp1252"
        return self.codepage

    def _emit(self, text: str) -> None:
        if self.shown and not self.rtf_only:
            self.out.append(text)
