"""Case files of services."""
