"""The desk in the terminal: commands that only read arguments, call the rooms below and print."""
