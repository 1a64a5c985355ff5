"""What changes after a bill was issued: rebilling, conguaglio, credit notes, closing."""
