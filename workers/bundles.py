"""Step 4: the pages of a pli become a bundle, and the bundle is understood."""

from dataclasses import dataclass, replace
from datetime import datetime

from classify.reading import read_bundle
from dossier.bundle import Bundle, BundlePage, Origin
from dossier.findings import Findings
from dossier.mail import Channel, DateSource, MessageHead
from dossier.page import Page, PageRef
from dossier.piece import Skip, SkippedPage
from ingest.formats import MESSAGES
from ingest.pages import PagedFile
from workers.lots import OpenedPli
from workers.reception import Reception, Tools


def channel_of(reception: Reception, pli: OpenedPli) -> Channel:
    """By which way the pli came: as told at the door, else messages are e-mail and the rest is post."""
    if reception.channel is not None:
        return reception.channel
    return Channel.EMAIL if pli.originals[0].file.format in MESSAGES else Channel.POST


def arrival_of(reception: Reception, pli: OpenedPli) -> tuple[datetime, DateSource]:
    """When the pli reached us: as told at the door, else what the message's headers or the lot's cover sheet say, else
    the file's date."""
    top = pli.originals[0].file
    if reception.received_at_source is DateSource.FILE and pli.arrived_at is not None:
        return pli.arrived_at, DateSource.BATCH_SHEET
    if reception.received_at_source is DateSource.FILE and top.format in MESSAGES and top.head:
        written = top.head.received_at or top.head.sent_at
        if written:
            return written, DateSource.HEADER
    return reception.received_at, reception.received_at_source


@dataclass(frozen=True, kw_only=True, slots=True)
class Envelope:
    """What is known of a bundle beside its pages. ``message`` is the head of the message that came, None for post."""

    channel: Channel
    received_at: datetime
    message: MessageHead | None


def envelope_of(reception: Reception, pli: OpenedPli) -> Envelope:
    top = pli.originals[0].file
    return Envelope(
        channel=channel_of(reception, pli),
        received_at=arrival_of(reception, pli)[0],
        message=top.head if top.format in MESSAGES else None,
    )


def _bundle_of(pli: OpenedPli, envelope: Envelope, tools: Tools) -> Bundle:
    """The pages in order, duplicates left out, with what is known of their carriers."""
    return Bundle(
        pages=tuple(_pages_of(pli)),
        channel=envelope.channel,
        received_at=envelope.received_at,
        prefecture=tools.prefecture,
        message=envelope.message,
        channel_open=envelope.channel in tools.channels,
        unread=tuple(original.file.name for original in pli.originals if original.fault and not original.set_aside),
    )


def _pages_of(pli: OpenedPli) -> list[BundlePage]:
    return [
        BundlePage(
            ref=PageRef(index, page.number),
            page=_with_hidden(page, original.paged),
            origin=original.file.origin,
            file_name=original.file.name,
            file_start=page.number == 1,
            message=original.file.head,
            depth=original.file.depth,
            part=original.paged.parts[page.number - 1] if original.file.origin is Origin.MESSAGE else 0,
            decoration=original.file.decoration,
        )
        for index, (original, pages) in enumerate(zip(pli.originals, pli.pages, strict=True))
        for page in pages
        if original.paged and original.same_as is None and not original.set_aside
    ]


def _with_hidden(page: Page, paged: PagedFile) -> Page:
    """The file's first page knows what its HTML hides: rendering left those words out."""
    if page.number > 1 or not paged.hidden_words:
        return page
    return replace(page, hidden_words=(*page.hidden_words, *paged.hidden_words))


def understand(pli: OpenedPli, envelope: Envelope, tools: Tools) -> Findings:
    """What the pages are. Each page of each original stands exactly once, in a pièce or among the skipped."""
    with tools.span("classify"):
        findings = read_bundle(_bundle_of(pli, envelope, tools))
    left_out = tuple(
        SkippedPage(ref=PageRef(index, page.number), why=Skip.SET_ASIDE if original.set_aside else Skip.DUPLICATE)
        for index, (original, pages) in enumerate(zip(pli.originals, pli.pages, strict=True))
        if original.set_aside or original.same_as is not None
        for page in pages
    )
    return replace(findings, skipped=(*findings.skipped, *left_out))
