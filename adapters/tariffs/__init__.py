"""The tariff book on disk: values with their sources as text files, read, checked and overlaid."""
