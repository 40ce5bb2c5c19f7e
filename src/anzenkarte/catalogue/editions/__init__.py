"""What changes from one edition to another, and by when something has to be done."""
