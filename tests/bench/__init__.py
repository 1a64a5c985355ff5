"""Benchmarks: `make bench` prints each figure as a ratio to an anchor of the same process. Never run as tests."""
