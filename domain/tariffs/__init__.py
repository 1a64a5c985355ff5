"""Tariffs: dated parameters with their sources, components, offers and the book that answers what is in force."""
