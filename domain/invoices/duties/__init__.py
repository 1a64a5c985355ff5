"""What the law adds to a bill: limitation, offer of instalments, deposits, indemnities."""
