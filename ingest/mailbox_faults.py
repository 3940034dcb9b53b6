"""Whose fault it is when IMAP fails."""

import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import IMAPClientError

from dossier.errors import DocumentError, WeatherError

BROKEN = (IMAPClientError, OSError, EOFError, ssl.SSLError)
GARBLED = (ValueError, KeyError, IndexError, TypeError, AttributeError, AssertionError)


class RefusedError(DocumentError):
    """The server answered NO or BAD: the connection is sound, this one thing cannot be had."""


@contextmanager
def imap_faults() -> Iterator[None]:
    """A failing or garbled connection is the weather's fault; whoever catches it throws the connection away.

    Raises RefusedError when the server merely says no.
    """
    try:
        yield
    except IMAPClientError as error:
        if is_refusal(error):
            raise RefusedError("refus_du_serveur", "Le serveur de messagerie refuse de remettre ce message.") from error
        raise WeatherError(f"IMAP: {type(error).__name__}") from error
    except BROKEN as error:
        raise WeatherError(f"IMAP: {type(error).__name__}") from error
    except GARBLED as error:
        raise WeatherError(f"IMAP answer not understood: {type(error).__name__}") from error


def is_refusal(error: IMAPClientError) -> bool:
    """Whether the server answered and said no. Every other way to fail has a class of its own in IMAPClient."""
    return type(error) is IMAPClientError
