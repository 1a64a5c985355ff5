"""The demo utility: an invented retailer, its customers, offers and measure files."""
