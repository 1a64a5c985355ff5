"""Natural gas: terms, components, lines, bands, excise, counters, deposit, estimate."""
