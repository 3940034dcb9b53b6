"""What Tesseract is told about the layout of pages, whichever way it is called."""

LAYOUT = {
    # How far apart, in heights of letters, what stands under each other must be from its neighbour to be a column of
    # its own. At Tesseract's 0.75 the numbers of a form's lines became one, and « 1. » alone is read as « n ».
    # 1.2 still parts columns of text 1 em apart; at 2 they are read across (measured).
    "textord_tabfind_aligned_gap_fraction": "1.2",
}
