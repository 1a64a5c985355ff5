"""One module per migration; once released a migration is never edited."""
