"""Any agency's table → the template: profiles, guessing, and how cells are read."""
