"""What may be done to a scanned page before and after it is read. Each can be left out, to measure what it is worth."""

from enum import StrEnum


class Treatment(StrEnum):
    """What each is worth, in words found and in time: docs/bench/treatments.md."""

    SHEET = "sheet"  # the sheet cut out of a photo or of black borders, perspective taken away
    LIGHT = "light"  # uneven light divided away
    REVERSED = "reversed"  # light print on dark ground reversed
    SKEW = "skew"  # lines laid straight
    SCALE = "scale"  # letters brought to the size that the engine reads best
    SMOOTH = "smooth"  # dots of fax, dither and copier melted into strokes, and the grain of hardly legible photos
    DARK_INK = "dark_ink"  # paler patterns, stamps and the other side left out
    SECOND_LOOK = "second_look"  # a page read badly is read again, prepared in other ways
    STREAKS = "streaks"  # lines down the whole page that dirt on the scanner's glass drew
    TICK_BOXES = "tick_boxes"  # a form's boxes told, empty or ticked, where the engine made letters of them
    UNREAD = "unread"  # lines of letters that the engine passed over are read by themselves


ALL = frozenset(Treatment)
