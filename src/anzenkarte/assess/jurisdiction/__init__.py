"""Jurisdiction: whose law reaches every copy and flow, whether it stays within domestic enforcement, what helps."""
