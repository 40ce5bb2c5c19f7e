"""Search over all catalogues: folding of keys, passages, an index of character pairs, queries and their hits."""
