"""Messages of market processes: CSV of the SII portal, `Prestazione` of distributors, envelope of the PdC."""
