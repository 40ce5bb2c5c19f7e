"""Ranges for loss in figures: how often, how much, each with its source or marked as an assumption."""
