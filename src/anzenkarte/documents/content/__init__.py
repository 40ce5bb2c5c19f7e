"""What the papers say, as typed trees of plain text."""
