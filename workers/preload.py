"""Imported once by the server that child processes are forked from: they start with all loaded that they are asked to
do, and none loads it by itself."""

import ingest.pages
import ingest.unfold
import ocr.reader
import ocr.searchable
import workers.page_cache
import workers.pieces

__all__ = ["ingest", "ocr", "workers"]
