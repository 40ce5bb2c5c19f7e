"""The API: the same actions as the desks, for programs."""
