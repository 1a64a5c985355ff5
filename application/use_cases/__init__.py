"""Use cases: one module per verb phrase. A use case is a function with keyword-only arguments."""
