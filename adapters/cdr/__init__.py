"""Call detail records (CDR) of operators: a declared CSV mapping per operator, and the reader that follows it."""
