"""How the doors do: files walked and scans taken a second, memory, and separator sheets found on hard paper."""
