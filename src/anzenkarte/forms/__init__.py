"""Forms filled from an assessment, read back from workbooks, and checked; pure but for the parsing of workbooks."""
