"""What is so: the three documents (service, engagement, institution), read, compared, begun and written.

The shape of documents is declared once, as data, in the vocabulary; functions here take that vocabulary as an argument.
"""
