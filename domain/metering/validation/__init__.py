"""Validation of measures (VEE): rules with codes, what breaks them, and what a person decides."""
