"""Calls, as operators record them."""
