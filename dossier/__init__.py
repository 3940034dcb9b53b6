"""The words everyone shares: plis, originals, pages, pièces, dossiers and findings. Imports nothing of ours."""
