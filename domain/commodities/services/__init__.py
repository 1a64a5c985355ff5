"""Services (VAS): terms, price of the offer, lines."""
