"""Cases of water: a simulation and how it is read."""
