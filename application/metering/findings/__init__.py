"""Findings of the validation of measures (VEE): shown, and decided by a person."""
