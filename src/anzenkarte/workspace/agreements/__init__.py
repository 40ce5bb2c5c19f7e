"""Lines, answers and agreements between two parties, with the approval of who may bind."""
