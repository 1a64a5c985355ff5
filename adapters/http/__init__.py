"""The REST adapter: bodies and answers over HTTP, one module of routes a resource, nothing global."""
