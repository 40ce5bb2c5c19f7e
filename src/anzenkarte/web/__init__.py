"""The desks in the browser: pages that show what is computed and turn forms into actions; no rule lives here."""
