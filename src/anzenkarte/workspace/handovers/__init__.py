"""Sealed bundles out and in, for parties on this server and elsewhere; the keys they are sealed with."""
