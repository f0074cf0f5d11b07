"""What an operator sees from outside: logs, metrics, heartbeats, probes."""
