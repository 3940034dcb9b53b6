"""Somebody else's invisible text over a scan, taken out of the copy: its words were read again and laid under anew.

Left in, every search would find words twice, and words that the page does not show once more.
"""

import pikepdf

_SHOWING = frozenset({"Tj", "TJ", "'", '"'})
_INVISIBLE = 3


def without_invisible_text(page: pikepdf.Page) -> bytes | None:
    """The page's content without the text that it shows in render mode 3; None where there is none to take out.

    Looks at the page's own content, not into form XObjects.
    """
    if "/Font" not in page.obj.get("/Resources", {}):
        return None
    try:
        instructions = pikepdf.parse_content_stream(page)
    except pikepdf.PdfError:
        return None
    kept = _kept(list(instructions))
    return pikepdf.unparse_content_stream(kept) if len(kept) < len(instructions) else None


def _kept(
    instructions: list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage],
) -> list[pikepdf.ContentStreamInstruction | pikepdf.ContentStreamInlineImage]:
    mode, saved = 0, list[int]()
    kept = []
    for instruction in instructions:
        operator = str(instruction.operator)
        if operator == "q":
            saved.append(mode)
        elif operator == "Q" and saved:
            mode = saved.pop()
        elif operator == "Tr" and instruction.operands:
            mode = int(str(instruction.operands[0]))
        if operator in _SHOWING and mode == _INVISIBLE:
            continue
        kept.append(instruction)
    return kept
