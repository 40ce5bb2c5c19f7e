"""Impact: what another edition means for the statements, questions and deadlines of a karte."""
