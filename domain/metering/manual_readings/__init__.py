"""Readings by people: customers' readings, the reading route, and whether what was read can be."""
