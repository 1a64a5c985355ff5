"""What the law gives the customer of a supply, as the rules of commodities share it: instalments and indemnities."""
