"""What all desks share: the door (who may see a page), the shell, components, words, sign-in."""
