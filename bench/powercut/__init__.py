"""The power goes while everything runs: only what was synced is there afterwards, and all that was promised must be."""
