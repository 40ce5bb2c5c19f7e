"""The vendor desk."""
