"""Lines of what the offer says: its prices, fixed, by index, hour or tier, its fees, its discounts."""
