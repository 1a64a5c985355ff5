"""What counts over a month or a year: how much of it stands charged when a period begins."""
