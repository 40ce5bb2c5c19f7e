"""Certification: what each held certificate supports, within its scope and dates, and on whose authority."""
