"""The demonstration: parties, members and documents from the sample karte, loaded through the same actions as real ones."""
