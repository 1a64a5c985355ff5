"""Payments: mandates, direct debit collections, receivables."""
