"""Customers' readings: submitted, forwarded to the distributor, answered."""
