"""Which languages are written in which script."""

LANGUAGES_OF_SCRIPT: dict[str, tuple[str, ...]] = {
    "Arabic": ("ara", "fas", "urd", "pus"), "Cyrillic": ("rus", "ukr", "bul", "srp"), "Greek": ("ell",),
    "Armenian": ("hye",), "Georgian": ("kat",), "Hebrew": ("heb",), "Han": ("chi_sim", "chi_tra"), "Japanese": ("jpn",),
    "Hangul": ("kor",), "Korean": ("kor",), "Bengali": ("ben",), "Devanagari": ("hin", "nep"), "Tamil": ("tam",),
    "Thai": ("tha",), "Ethiopic": ("amh", "tir"), "Khmer": ("khm",), "Lao": ("lao",), "Sinhala": ("sin",),
}  # fmt: skip
"""Tesseract's languages by the script that its detector names."""
