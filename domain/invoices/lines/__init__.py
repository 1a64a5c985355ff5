"""From pieces of a period to lines: what the commodities share."""
