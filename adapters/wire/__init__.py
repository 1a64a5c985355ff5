"""The JSON that travels: how domain values are read from and written to bodies and files. Shared like xml.py."""
