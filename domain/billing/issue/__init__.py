"""From priced contracts to the document that goes out: its kind, its duties, and everything printed on it."""
