"""What market messages come in: CSV, Prestazione, MessaggioSII."""
