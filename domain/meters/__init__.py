"""Meters: readings, load curves, how they supersede each other, and the consumption they prove."""
