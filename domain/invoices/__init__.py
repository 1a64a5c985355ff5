"""Invoices: lines, pricing, the bill and every view of it. One computation, many views."""
