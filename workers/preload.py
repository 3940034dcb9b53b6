"""Imported once by the server that child processes are forked from: they start with the heavy libraries loaded."""

import ingest.pages
import ingest.unfold
import ocr.reader
import ocr.searchable

__all__ = ["ingest", "ocr"]
