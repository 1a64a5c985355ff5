"""Contracts: parties, supply points, contracts and their dated terms, the seller."""
