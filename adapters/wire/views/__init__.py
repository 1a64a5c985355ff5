"""What is shown of values that are not shown as they are, a module an area."""
