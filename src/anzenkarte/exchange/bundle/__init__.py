"""Sealed bundles between two parties: made, verified, opened, compared, answered; docs/exchange-bundles.md."""
