"""District heating: price formulas and lines."""
