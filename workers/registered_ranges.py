"""The ranges of a pli's pages, as the register knows them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dossier.page import Page
from dossier.page_range import PageRange
from storage.register.ledger import forget_range, ranges_read
from workers.page_ranges import PagesElsewhere, Place, pages_from_bytes, shared_out


@dataclass(frozen=True, kw_only=True, slots=True)
class RegisteredRanges:
    """Those of ``pli``; a file of more than twice ``size`` pages is read in ranges of ``size``."""

    pli: str
    size: int

    def require(self, files: Sequence[PageRange]) -> Mapping[Place, Page]:
        wanted = shared_out(files, self.size)
        pages: dict[Place, Page] = {}
        for source in dict.fromkeys(one.source.key for one in wanted):
            for one, content in ranges_read(self.pli, source):
                try:
                    pages |= pages_from_bytes(content, one)
                except ValueError:  # another version wrote it: it is read again
                    forget_range(self.pli, one)
        missing = [one for one in wanted if not all(place in pages for place in one.places())]
        if missing:
            raise PagesElsewhere(missing)
        return pages
