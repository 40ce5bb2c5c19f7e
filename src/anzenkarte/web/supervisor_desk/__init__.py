"""The supervisor desk."""
