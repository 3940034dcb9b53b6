"""A register of many plis, and how long the questions take that people and machines ask of it."""
