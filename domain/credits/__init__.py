"""What customers owe and how it is collected: receivables, direct-debit mandates, collections."""
