"""Ports: what the use cases need from the world, one Protocol a file, domain types only."""
