"""Customers' readings as files for distributors."""
