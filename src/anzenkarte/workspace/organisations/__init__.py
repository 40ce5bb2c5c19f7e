"""Organisations, their members and roles, who sees whom; and ``act``, the one door through which anything changes."""
