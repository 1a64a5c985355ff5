"""Pricing: dated facts and dated law into lines, whatever the commodity."""
