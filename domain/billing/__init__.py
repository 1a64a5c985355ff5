"""Billing: bills and runs, the risk gate, deposits and indemnities, what the law makes a bill say, its proof."""
