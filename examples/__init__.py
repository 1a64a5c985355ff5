"""Examples: data one can run."""
