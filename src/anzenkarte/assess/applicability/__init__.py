"""Applicability: which guideline, edition and part applies to whom, as the path of questions that decided it."""
