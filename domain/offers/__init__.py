"""Offers: the catalogue, the annual estimate, the shadow run."""
