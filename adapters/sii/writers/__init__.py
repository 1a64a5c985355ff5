"""Measure files as distributors send them, written by the simulator."""
