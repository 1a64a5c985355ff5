"""A year of an offer, estimated at once: the use, its lines, the discounts on them."""
