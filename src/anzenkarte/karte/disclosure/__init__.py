"""What of a karte is shown to whom: the policy, the view of one recipient, and the disclosure as a document."""
