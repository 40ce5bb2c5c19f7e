"""Template tag libraries of the shared pages."""
