"""Contracts between parties: individual, standard terms, sale; the clause that decides, and dates."""
