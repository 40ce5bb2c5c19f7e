"""Loss in figures: how often and how much a year may cost, drawn from ranges; the only room that needs numpy."""
