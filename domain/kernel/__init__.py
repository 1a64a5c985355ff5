"""What every commodity shares: money, rounding, quantity, validity, calendar, identifiers, fault."""
