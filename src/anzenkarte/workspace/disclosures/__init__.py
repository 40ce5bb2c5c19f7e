"""What of a vendor's documents is shown to whom: decisions with revisions, disclosures made from them and received."""
