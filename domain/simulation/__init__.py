"""A simulated market: invented points whose true use is known, and counterparts that behave by rules."""
