"""Electricity: the lines that no other commodity has."""
