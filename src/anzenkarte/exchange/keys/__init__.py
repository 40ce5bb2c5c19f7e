"""Keys of parties: made, stored encrypted, trusted by hand, replaced, revoked; envelopes signed with them."""
