"""Reports for people who decide: workbooks and charts."""
