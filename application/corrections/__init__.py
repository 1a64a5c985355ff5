"""Corrections: rebill, recalculate, credit, explain a conguaglio."""
