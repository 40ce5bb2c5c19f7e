"""The supervisor desk: its pages, over what all desks share."""
