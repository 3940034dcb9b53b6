"""The whole on RabbitMQ, PostgreSQL and S3 while all of it is killed at random: nothing lost, doubled or stuck."""
