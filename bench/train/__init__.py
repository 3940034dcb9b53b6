"""What is learnt from examples: one command, ``python -m bench.train NAME``, the same bytes each time."""
