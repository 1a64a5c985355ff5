"""Water: rates, slices of days, relief, deposits, lines."""
