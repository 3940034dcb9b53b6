"""Imported once by the server that child processes are forked from: they start with all loaded that they are asked to
do, and none loads it by itself."""

import gc

import ingest.pages
import ingest.unfold
import ocr.reader
import ocr.searchable
import workers.page_cache
import workers.pieces

__all__ = ["ingest", "ocr", "workers"]

gc.freeze()  # what is loaded lives as long as the children: none looks for dead cycles in it
