"""Offers: import, publish, scheda sintetica, annual estimate, simulation, shadow run."""
