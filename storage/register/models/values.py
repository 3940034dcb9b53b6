"""Enums as the database keeps them."""

from enum import StrEnum


def values(kind: type[StrEnum]) -> list[str]:
    """The words of an enum. Plain strings: a migration must not change when a class is moved."""
    return [member.value for member in kind]
