"""Facts derived from the documents of a case, each in one place, each with what it was derived from."""
