"""The words of an HTML body that a reader sees, as text, with marks where a mail program set a quotation."""

import re
from dataclasses import dataclass

from inscriptis.css_profiles import CSS_PROFILES
from inscriptis.html_engine import Inscriptis
from inscriptis.model.config import ParserConfig
from lxml import etree, html

from ingest.html_hidden import remove_hidden

QUOTE_START = "\ue000"
QUOTE_END = "\ue001"
_HTML_CHARS = 4_000_000
_HIDDEN_CHARS = 20_000
_QUOTE_CLASSES = frozenset(
    {
        "gmail_quote",
        "gmail_extra",
        "moz-forward-container",
        "yahoo_quoted",
        "yahoo-quoted",
        "protonmail_quote",
        "tutanota_quote",
        "zmail_extra",
        "ms-outlook-mobile-reference-message",
        "iosymail",
        "quoted-message",
        "quote",
    }
)  # fmt: skip
_QUOTE_IDS = frozenset({"olk_src_body_section", "reply-intro", "yahoo_quoted"})


@dataclass(frozen=True, slots=True)
class HtmlWords:
    """``text`` is what a reader sees, lines and tables kept, quotations between ``QUOTE_START`` and ``QUOTE_END``, each
    alone on its line; ``hidden`` are the words that the HTML holds and its styles hide."""

    text: str = ""
    hidden: tuple[str, ...] = ()


def html_to_text(untrusted_html: str) -> str:
    """The visible words of ``untrusted_html``."""
    return read_html(untrusted_html).text


def read_html(untrusted_html: str) -> HtmlWords:
    """The words of ``untrusted_html``, visible and hidden ones apart. Never raises on any input."""
    tree = parse_html(untrusted_html)
    if tree is None:
        return HtmlWords()
    hidden = " ".join(remove_hidden(tree))[:_HIDDEN_CHARS].split()
    _mark_quotes(tree)
    return HtmlWords(_laid_out(tree), tuple(hidden))


def _laid_out(tree: html.HtmlElement) -> str:
    try:
        text = Inscriptis(tree, ParserConfig(css=CSS_PROFILES["strict"].copy())).get_text()
    except (RecursionError, IndexError, ValueError):  # depth, or tables that inscriptis cannot lay out
        text = "\n".join(piece.strip() for piece in tree.itertext() if piece.strip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in text.split("\n"))).strip("\n")


def parse_html(untrusted_html: str) -> html.HtmlElement | None:
    """The tree of ``untrusted_html``, None when there is nothing in it."""
    clean = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ue000\ue001]", " ", untrusted_html[:_HTML_CHARS])
    clean = re.sub(r"^\s*<\?xml[^>]{0,200}\?>", "", clean)
    clean = re.sub(r"<!\[(?:if|endif)[^>]{0,200}>", "", clean)  # downlevel-revealed conditionals of Word
    if not clean.strip():
        return None
    try:
        return html.document_fromstring(clean, parser=html.HTMLParser(huge_tree=True))
    except (etree.ParserError, ValueError, AssertionError):
        return None


def _mark_quotes(tree: html.HtmlElement) -> None:
    for element in list(tree.iter("blockquote", "div", "section")):
        if _is_quote(element):
            element.insert(0, _mark(QUOTE_START, element.text))
            element.text = None
            element.append(_mark(QUOTE_END, None))


def _mark(sign: str, tail: str | None) -> html.HtmlElement:
    mark = html.Element("p")
    mark.text = sign
    mark.tail = tail
    return mark


def _is_quote(element: html.HtmlElement) -> bool:
    classes = set(element.get("class", "").lower().split())
    if classes & _QUOTE_CLASSES or element.get("id", "").lower() in _QUOTE_IDS:
        return True
    if element.tag != "blockquote":
        return False
    style = element.get("style", "").lower().replace(" ", "")
    return element.get("type", "").lower() == "cite" or "border-left" in style or _after_attribution(element)


def _after_attribution(element: html.HtmlElement) -> bool:
    before = element.getprevious()
    if before is None:
        return False
    text = (before.tail or "").strip() or (before.text_content() or "").strip()
    return bool(re.search(r"(?:écrit|écrivait|wrote|schrieb|escribió|scritto|escreveu)\s*:\s*$", text[-300:]))
