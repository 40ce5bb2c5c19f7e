"""Catalogues out of and into other formats: OSCAL, workbooks for authors, library YAML, CSV."""
