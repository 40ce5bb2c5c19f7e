"""The vendor desk: its pages, over what all desks share."""
