"""Electricity: terms, components, lines, excise, deposit, estimate."""
