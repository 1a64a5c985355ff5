"""The declared records of the SII flows, one module per family."""
