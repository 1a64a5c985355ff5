"""Payments: collections by direct debit and the bank's answers."""
