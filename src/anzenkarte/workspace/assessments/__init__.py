"""Cases put together from the documents held, assessments of them kept ready, and stored ones."""
