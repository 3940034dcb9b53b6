"""Two worker hosts beside one: how much more they read, each with a part of a core and only the servers in common."""
