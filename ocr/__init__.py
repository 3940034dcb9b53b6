"""How a page becomes words: raster, preparation, engine, text layer, and the searchable copy."""

import os

# Tesseract's OpenMP threads cost four times the CPU of one process a core; the library reads this when it is loaded.
os.environ["OMP_THREAD_LIMIT"] = "1"
