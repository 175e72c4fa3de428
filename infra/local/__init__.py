"""The system on one machine without containers: real PostgreSQL, real Kafka, the services, and the `thidua` command."""
