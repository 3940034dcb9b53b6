"""Seeded, fictional filings: see ``specimens/README.md``."""
