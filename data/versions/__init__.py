"""A table with versions: atomic commits, what they say of themselves, and what differs between two."""
