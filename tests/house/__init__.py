"""The plan of the house, drawn from the imports: `python -m tests.house` writes docs/architecture.md."""
