"""Layouts: how a market message or a line of a list is declared, whatever it comes in."""
