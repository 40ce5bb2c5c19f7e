"""The condition language of rules: data with a closed list of operators, checked when the catalogue is loaded."""
