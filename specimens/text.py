"""HTML to the plain text of a message's other half."""

import html
import re


def plain(body: str) -> str:
    """Paragraphs divided by blank lines, list items by ``- ``, no tags."""
    text = re.sub(r"(?is)<style.*?</style>", "", body)
    text = re.sub(r"(?i)<li[^>]*>", "\n- ", text)
    text = re.sub(r"(?i)<br[^>]*>|</(tr|div|li)>", "\n", text)
    text = re.sub(r"(?i)</(td|th)>", "  ", text)
    text = re.sub(r"(?i)</(p|h1|h2|ul|table|blockquote)>", "\n\n", text)
    text = html.unescape(re.sub(r"<[^>]+>", "", text))
    lines = [line.strip() for line in text.splitlines()]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"
