"""Case files: one JSON document that holds a whole question (a bill to simulate, a year to estimate) and its answer."""
