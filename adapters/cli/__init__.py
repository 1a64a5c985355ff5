"""The command line `bollettario`: one module per subject, every command over a use case."""
