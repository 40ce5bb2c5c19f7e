"""Benchmarks: equality of results first, then units of work, then times. Run with ``python -m benchmarks``."""
