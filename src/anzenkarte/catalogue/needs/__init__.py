"""What an institution needs to be told by its vendors, by its own circumstances, as catalogue data."""
