"""Adapters: everything that touches the world, one technology a package."""
