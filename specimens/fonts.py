"""The free fonts that specimens are drawn with, from Debian packages: ``python -m specimens.fonts`` prints them."""

import sys

PACKAGES = (
    "fonts-breip",
    "fonts-comic-neue",
    "fonts-crosextra-carlito",
    "fonts-dancingscript",
    "fonts-dejavu-core",
    "fonts-dkg-handwriting",
    "fonts-ecolier-court",
    "fonts-gnutypewriter",
    "fonts-hosny-amiri",
    "fonts-kristi",
    "fonts-liberation",
    "fonts-ocr-b",
    "fonts-rufscript",
    "fonts-sjfonts",
)

HANDWRITING = (
    ("Breip", 15),
    ("DkgHandwriting", 11),
    ("Rufscript", 14),
    ("Steve", 12),
    ("Delphine", 15),
    ("Dancing Script", 15),
    ("Ecolier_court", 19),
)
SIGNATURES = ("Kristi", "Dancing Script", "Breip", "Steve", "DkgHandwriting", "Delphine")
OFFICE = ("Liberation Sans", "Carlito", "Liberation Serif", "DejaVu Sans", "Liberation Sans Narrow", "DejaVu Serif")
TYPEWRITER = ("GNUTypewriter", "Liberation Mono", "DejaVu Sans Mono")
MRZ = "OCR B"

if __name__ == "__main__":
    sys.stdout.write(" ".join(PACKAGES) + "\n")
