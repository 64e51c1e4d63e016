"""Slides on a screen: presentation mode, decks, and the page that keeps them."""
