"""The official text, attached locally: read from the ministry's own file, kept outside, shown beside our summaries."""
