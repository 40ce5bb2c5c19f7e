"""The demonstration: parties, members, documents of the sample karte, loaded through the real actions."""
