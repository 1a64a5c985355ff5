"""Commodities: what is sold, one value each, in one explicit tuple (registry.COMMODITIES)."""
