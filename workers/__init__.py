"""Who does what when: the only place that composes ingest, ocr, classify and storage."""
