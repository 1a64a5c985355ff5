"""Use cases: one module per verb phrase, driving the domain through the ports."""
