"""The institution desk: its pages, over what all desks share."""
