"""What the rules say: loading, checking and compiling the catalogues, and the condition language they are written in."""
