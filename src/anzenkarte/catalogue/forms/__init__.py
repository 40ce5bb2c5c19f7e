"""Forms as catalogue data: what each asks, in our words, and from which facts and verdicts a line is answered."""
