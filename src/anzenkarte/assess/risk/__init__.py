"""Risk: scenarios derived from the karte, rated, treated and owned, joined to attack paths and to the items treated."""
