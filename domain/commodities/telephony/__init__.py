"""Telephony: terms, plan of the offer, rating of calls, lines."""
