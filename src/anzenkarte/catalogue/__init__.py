"""What the rules say: loading, checking and compiling the catalogues, and the language of their conditions."""
