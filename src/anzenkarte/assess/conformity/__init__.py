"""Conformity: per item of the editions asked, whether it is met, with its basis, or what to find out."""
