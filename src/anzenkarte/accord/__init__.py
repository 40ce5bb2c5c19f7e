"""What two parties agree on, line by line: what a line rests on, who has said what about it, and when it reopens."""
