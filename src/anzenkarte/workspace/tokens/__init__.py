"""Tokens for programs: what a person lets a program do in his place, in one organisation, for a stated time."""
