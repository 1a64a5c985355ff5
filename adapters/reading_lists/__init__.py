"""Lists of readings as CSV: a declared mapping per operator, and the reader that follows it."""
