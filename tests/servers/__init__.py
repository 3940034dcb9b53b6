"""Real servers for the integration tests, each on free loopback ports with a data folder of its own."""
