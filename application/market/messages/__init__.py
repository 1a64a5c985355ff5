"""Market messages: which case one is of, what it moves, and what goes out."""
