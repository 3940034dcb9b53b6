"""What the pipeline costs beside the OCR engine, and how much memory it takes."""
