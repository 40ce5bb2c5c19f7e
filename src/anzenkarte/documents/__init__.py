"""Papers: what is said (content) and how it is drawn (render)."""
