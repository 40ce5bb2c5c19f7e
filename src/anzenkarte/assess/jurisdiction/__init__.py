"""Jurisdiction: for every copy, whose law reaches it, whether it stays within domestic enforcement, and what helps."""
