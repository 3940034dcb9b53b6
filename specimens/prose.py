"""The body of a wording, as written by hand, to HTML."""

import re


def to_html(body: str) -> str:
    """Paragraphs from blank lines, ``# `` headings, ``- `` lists; a paragraph that starts with ``<`` stays as it is."""
    return "\n".join(_block(block.strip("\n")) for block in re.split(r"\n[ \t]*\n", body) if block.strip())


_INLINE = ("<b>", "<u>", "<i>", "<em>", "<strong>", "<span", "<br>", "<small>")


def _block(block: str) -> str:
    text = block.strip()
    if text.startswith("<") and not text.startswith(_INLINE):
        return text
    if text.startswith("# "):
        return f"<h2>{text[2:].strip()}</h2>"
    if text.startswith("- "):
        items = re.split(r"\n\s*- ", "\n" + text)
        return "<ul>" + "".join(f"<li>{' '.join(item.split())}</li>" for item in items if item.strip()) + "</ul>"
    return f"<p>{' '.join(text.split())}</p>"
