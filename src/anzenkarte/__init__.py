"""Anzen Karte (安全カルテ): versioned facts in, verdicts, forms and papers out, each with its reasons."""

__version__ = "0.1.0"
