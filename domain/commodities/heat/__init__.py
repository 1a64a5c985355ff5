"""District heating: terms, price of the offer, lines."""
