"""Containers: files that hold files, opened in one place under one set of limits."""
