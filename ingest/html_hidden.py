"""Takes out of an HTML tree what a reader does not see, so that nobody's words count that nobody is shown."""

import re
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cssselect2
import tinycss2
import tinycss2.color4
from lxml import html
from lxml.etree import _Element

_UNSHOWN = frozenset(
    {
        "script",
        "style",
        "head",
        "title",
        "meta",
        "link",
        "noscript",
        "template",
        "object",
        "embed",
        "iframe",
        "svg",
        "math",
        "audio",
        "video",
        "canvas",
        "select",
        "datalist",
        "xml",
        "o:p-hidden",
    }
)  # fmt: skip
_STYLE_CHARS = 200_000
_MATCHES = 5_000_000  # rules times elements: a newsletter has 300 times 3000
_COMBINATORS = 8
_PX = {
    "px": 1.0,
    "pt": 4 / 3,
    "em": 16.0,
    "rem": 16.0,
    "ex": 8.0,
    "%": 0.16,
    "mm": 3.78,
    "cm": 37.8,
    "in": 96.0,
    "pc": 16.0,
}
_LEGIBLE_PX = 3.0
_CONTRAST = 40.0  # distance in RGB (0..441) under which nobody tells text from its background

Rgb = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class _Look:
    """What an element inherits: its text colour, the background it stands on, its font size in px, its visibility."""

    color: Rgb = (0.0, 0.0, 0.0)
    background: Rgb = (255.0, 255.0, 255.0)
    font_px: float = 16.0
    visible: bool = True


def remove_hidden(root: html.HtmlElement) -> list[str]:
    """Removes from the tree comments, scripts and every text that is not shown; gives the texts that were hidden.

    Not shown is: display none, visibility hidden, zero opacity or height, a font under 3 px, a colour that cannot be
    told from its background, a place outside of the page; by inline style, attribute or a ``<style>`` rule. What no
    program ever shows (comments, scripts, titles) was not hidden from anybody and is not given back.
    """
    hidden: list[str] = []
    styles = _rules(root)
    pending: list[tuple[_Element, _Look]] = [(root, _Look())]
    while pending:
        element, inherited = pending.pop()
        if not _is_element(element):
            _drop(element)
            continue
        declared = {**styles.get(element, {}), **_inline(element)}
        look = _look(element, declared, inherited)
        if element.tag in _UNSHOWN:
            _drop(element)
            continue
        if element is not root and _gone(element, declared):
            hidden.extend(_words(element))
            _drop(element)
            continue
        pending.extend((child, look) for child in element)
        hidden.extend(_blank(element, look))
    return hidden


def _words(element: _Element) -> list[str]:
    """The texts in an element that is hidden as a whole, those of scripts and comments left out."""
    texts = (inner.text for inner in element.iter() if _is_element(inner) and inner.tag not in _UNSHOWN)
    tails = (inner.tail for inner in element.iterdescendants())
    return [text.strip() for text in (*texts, *tails) if text and text.strip()]


def _is_element(node: object) -> bool:
    """False for comments, processing instructions and entities, whose tag is no name."""
    return isinstance(getattr(node, "tag", None), str)


def _drop(element: _Element) -> None:
    """Removes the element, not the text behind it."""
    parent = element.getparent()
    if parent is None:
        return
    tail = element.tail or ""
    before = element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + tail
    else:
        parent.text = (parent.text or "") + tail
    parent.remove(element)


def _blank(element: _Element, look: _Look) -> list[str]:
    """Empties the element's own text, and that behind its children, when its look hides it; gives these texts."""
    distance = sum((a - b) ** 2 for a, b in zip(look.color, look.background, strict=True)) ** 0.5
    if look.visible and look.font_px >= _LEGIBLE_PX and distance >= _CONTRAST:
        return []
    texts = [element.text, *(child.tail for child in element)]
    element.text = None
    for child in element:
        child.tail = None
    return [text.strip() for text in texts if text and text.strip()]


def _gone(element: _Element, declared: Mapping[str, str]) -> bool:
    if element.get("hidden") is not None or (element.tag == "input" and element.get("type", "").lower() == "hidden"):
        return True
    if declared.get("display") == "none" or declared.get("mso-hide") == "all":
        return True
    if _number(declared.get("opacity", "1")) == 0.0:
        return True
    clipped = declared.get("overflow", "").startswith(("hidden", "clip"))
    flat = any(_px(declared.get(name, "")) in _FLAT for name in ("max-height", "height", "max-width", "width"))
    if clipped and flat:
        return True
    away = any((_px(declared.get(name, "")) or 0.0) < -500 for name in ("left", "top", "text-indent", "margin-left"))
    return away or "rect(0" in declared.get("clip", "")


_FLAT = frozenset({0.0, 1.0})


def _look(element: _Element, declared: Mapping[str, str], inherited: _Look) -> _Look:
    color = _color(declared.get("color") or (element.get("color") if element.tag == "font" else None))
    link = element.tag == "a" and element.get("href") is not None and not declared.get("color")
    background = _color(declared.get("background-color") or declared.get("background") or element.get("bgcolor"))
    visibility = declared.get("visibility", "")
    visible = visibility == "visible" or (inherited.visible and visibility not in {"hidden", "collapse"})
    return _Look(
        color=(0.0, 0.0, 238.0) if link and color is None else color or inherited.color,
        background=background or inherited.background,
        font_px=_font_px(declared, inherited.font_px),
        visible=visible,
    )


def _font_px(declared: Mapping[str, str], inherited: float) -> float:
    size = declared.get("font-size", "")
    if not size:
        shorthand = re.search(r"(?:^|\s)(\d*\.?\d+(?:px|pt|em|%))(?:\s|/|$)", declared.get("font", ""))
        size = shorthand.group(1) if shorthand else ""
    if size.endswith(("em", "%")) and not size.endswith("rem"):
        number = _number(size.rstrip("em%"))
        return inherited if number is None else inherited * number / (100 if size.endswith("%") else 1)
    px = _px(size)
    return inherited if px is None else px


def _px(value: str) -> float | None:
    match = re.match(r"(-?\d*\.?\d+)\s*([a-z%]*)", value)
    if not match:
        return None
    return float(match.group(1)) * _PX.get(match.group(2), 1.0)


def _number(value: str) -> float | None:
    try:
        return float(value)
    except ValueError:
        return None


def _color(value: str | None) -> Rgb | None:
    """The colour in ``value`` (the first one of a shorthand); None when there is none or it is see-through."""
    if not value:
        return None
    for token in (value, *value.split()):
        color = tinycss2.color4.parse_color(token) or tinycss2.color4.parse_color(f"#{token}")
        if color is not None and color != "currentcolor":
            red, green, blue = color.to("srgb").coordinates
            return None if color.alpha < 0.1 else (red * 255, green * 255, blue * 255)
    return None


def _inline(element: _Element) -> dict[str, str]:
    style = element.get("style")
    return _declared(style) if style else {}


def _declared(style: object) -> dict[str, str]:
    found = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return {d.lower_name: tinycss2.serialize(d.value).strip().lower() for d in found if d.type == "declaration"}


def _rules(root: html.HtmlElement) -> Mapping[_Element, dict[str, str]]:
    """What the ``<style>`` rules declare for each element they match, in the order of the cascade.

    Rules in such a mass that trying them would take minutes hide nothing: what they hide is shown to everybody.
    """
    matcher = cssselect2.Matcher()
    count = 0
    for style in root.iter("style"):
        for selectors, declared in _style_rules((style.text_content() or "")[:_STYLE_CHARS]):
            for selector in selectors:
                matcher.add_selector(selector, declared)
                count += 1
    if not count or count * sum(1 for _ in root.iter()) > _MATCHES:
        return {}
    wrapped = cssselect2.ElementWrapper.from_html_root(root)
    return {e.etree_element: _cascade(matcher, e) for e in wrapped.iter_subtree()}


def _cascade(matcher: cssselect2.Matcher, element: cssselect2.ElementWrapper) -> dict[str, str]:
    merged: dict[str, str] = {}
    for _, _, _, declared in sorted(matcher.match(element), key=lambda match: match[:2]):
        merged.update(declared)
    return merged


def _is_plain(prelude: list[tinycss2.ast.Node]) -> bool:
    """False for selectors that no mail needs and that take time without end: many steps, or a look at descendants."""
    selectors = tinycss2.serialize(prelude).lower().split(",")
    return all(":has(" not in one and len(re.findall(r"[\s>~+]+", one.strip())) <= _COMBINATORS for one in selectors)


def _style_rules(css: str) -> Iterator[tuple[list[object], dict[str, str]]]:
    """(selectors, declarations) of each plain rule; rules for certain screen widths or for dark mode do not count."""
    pending = list(tinycss2.parse_stylesheet(css.replace("<!--", "").replace("-->", ""), True, True))
    while pending:
        rule = pending.pop(0)
        if rule.type == "at-rule" and rule.lower_at_keyword == "media" and rule.content:
            if tinycss2.serialize(rule.prelude).strip().lower() in {"", "all", "screen", "print", "screen, print"}:
                pending = [*tinycss2.parse_rule_list(rule.content, True, True), *pending]
        elif rule.type == "qualified-rule" and _is_plain(rule.prelude):
            try:
                with warnings.catch_warnings(action="ignore"):
                    selectors = cssselect2.compile_selector_list(rule.prelude)
            except cssselect2.SelectorError:
                continue
            yield selectors, _declared(rule.content)
