"""Simulation: counterparts that play distributor and SII, held against the truth."""
