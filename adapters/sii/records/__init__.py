"""The record engine: declared records read from and written to XML, delimited and fixed-width text."""
