"""The bundle: all pages of one pli in order, with where each comes from. It is what ``classify`` reads."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from dossier.mail import Channel, MessageHead
from dossier.page import Page, PageRef


class Origin(StrEnum):
    """What carries a page."""

    SCAN = "scan"  # a file given by itself: scanned sheets, a PDF, a picture
    MESSAGE = "message"  # the text of a message, rendered by us
    ATTACHMENT = "attachment"  # a file attached to a message or packed in an archive


@dataclass(frozen=True, kw_only=True, slots=True)
class BundlePage:
    """One page of a bundle and what is known of its carrier.

    ``message`` is the head of the message whose text this page renders (``origin`` MESSAGE), or that the file was
    attached to; None for scans. ``depth`` is 0 for the message as received, 1 for one attached to it as a message of
    its own, and so on: such a message is a document, what the outer sender merely quotes is not. ``part`` counts the
    parts of a message's text: 0 is what its sender wrote, 1 and up are what was quoted or forwarded inline.
    ``file_start`` is true on the first page of each original: pièces never reach over it.
    """

    ref: PageRef
    page: Page
    origin: Origin
    file_name: str
    file_start: bool
    message: MessageHead | None = None
    depth: int = 0
    part: int = 0
    decoration: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Bundle:
    """All pages of one pli, in order, and what the envelope says.

    ``prefecture`` is the receiving préfecture's département code (``33``, ``2A``, ``971``), None when not given.
    ``message`` is the outermost message's head, None for post. ``unread`` are the names of files that cannot be read.
    ``channel_open``: the préfecture takes filings by this channel.
    """

    pages: tuple[BundlePage, ...]
    channel: Channel
    received_at: datetime
    prefecture: str | None = None
    message: MessageHead | None = None
    unread: tuple[str, ...] = ()
    channel_open: bool = True
