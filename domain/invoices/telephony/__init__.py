"""Telephony: rating of calls and lines."""
