"""Exchange: files in and out through channels, their history and replay."""
