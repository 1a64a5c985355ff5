"""Commodities: a folder each, with all that is its own; only registry.py knows which there are."""
