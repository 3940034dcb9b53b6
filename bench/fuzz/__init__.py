"""Readers of foreign files under random damage: `python -m bench.fuzz --minutes N --target message`."""
