"""Demarcation: who is said to do what, by contract and by each party, and what nobody has taken on."""
