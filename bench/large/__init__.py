"""A pli of a thousand pages: how much memory it takes, and who waits for it."""
