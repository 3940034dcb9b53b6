"""Text from outside, as a database can hold it."""


def storable(untrusted_text: str) -> str:
    """The same text, with U+FFFD for what PostgreSQL (NUL) or UTF-8 (lone surrogates of a broken header) cannot hold.

    A subject that the register refuses would keep its message out for ever.
    """
    return untrusted_text.replace("\0", "\ufffd").encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def storable_or_none(untrusted_text: str | None) -> str | None:
    return None if untrusted_text is None else storable(untrusted_text)
