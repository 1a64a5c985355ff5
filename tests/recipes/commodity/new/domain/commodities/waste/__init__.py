"""Waste (TARI, invented figures): terms, price of the offer, lines."""
