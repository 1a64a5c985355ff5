"""Gas: bands and counters of the year, prices by the heat of the gas, lines."""
