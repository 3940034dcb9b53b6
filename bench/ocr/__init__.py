"""How fast and how well pages are read, beside bare tesseract and OCRmyPDF on the same pages in the same run."""
