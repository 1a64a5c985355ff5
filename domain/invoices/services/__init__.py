"""Value-added services: lines."""
