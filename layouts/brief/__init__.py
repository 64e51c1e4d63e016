"""A page as a PDF to print."""
