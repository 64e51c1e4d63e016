"""A read-only site of plain files, made from the same pages: it outlives the server that made it."""
