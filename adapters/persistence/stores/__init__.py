"""The stores: one class per port, each over the connection of one unit of work."""
