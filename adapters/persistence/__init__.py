"""Persistence on PostgreSQL 18: tables, migrations, the codec of documents, stores, the unit of work, the server.

A table holds the columns that are queried and one document column written by the codec. Every key begins with the
tenant, and row-level security is the second wall between tenants.
"""
