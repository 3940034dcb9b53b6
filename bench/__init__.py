"""Benchmarks: each one command, figures recorded in docs/bench."""
