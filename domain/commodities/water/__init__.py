"""Water: terms, price of the offer, lines, relief for leaks, deposit."""
