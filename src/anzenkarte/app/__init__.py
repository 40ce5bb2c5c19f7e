"""Composition only: the console script and what it puts together."""
