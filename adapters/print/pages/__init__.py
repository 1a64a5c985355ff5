"""The pages of a printed bill, as values for the templates."""
