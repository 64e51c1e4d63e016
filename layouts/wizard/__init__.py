"""A file in, by the page Data: looked at, mapped, checked, confirmed; and the versions it makes."""
