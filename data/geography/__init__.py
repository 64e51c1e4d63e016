"""Where things are: borders, the gazetteer, names of places, and what a stated place resolves to."""
