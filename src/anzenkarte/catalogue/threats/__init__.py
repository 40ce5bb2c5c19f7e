"""Threat rules and the scales they are rated on, as data of the catalogue."""
