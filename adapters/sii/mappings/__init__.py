"""From records of measure flows to domain values."""
