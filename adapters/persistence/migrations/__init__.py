"""Migrations of the database, oldest first in `versions`. Run by adapters.persistence.migrate."""
