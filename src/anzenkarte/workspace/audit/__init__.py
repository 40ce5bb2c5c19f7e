"""One audit chain per organisation: what was done, by whom, in which order, so that no entry can be altered unseen."""
