"""Real servers that need no installation of their own: an S3 store and a queue, run as children on loopback."""
