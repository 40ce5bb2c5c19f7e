"""The words everything above is written in: dates, truth, facts, verdicts, findings, errors. Standard library only."""
