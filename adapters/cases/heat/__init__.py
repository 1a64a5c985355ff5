"""Cases of district heating: a simulation and how it is read."""
