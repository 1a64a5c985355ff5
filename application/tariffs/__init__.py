"""Tariffs: a tenant's own parameters, and the book as known on a day."""
