"""The register: what reached us, what became of it, what is still to be sent. A Django app; ``ledger`` is its door."""
