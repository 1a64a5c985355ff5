"""Deliveries: what a file of measures or a list of readings brought, and what of it was rejected."""
