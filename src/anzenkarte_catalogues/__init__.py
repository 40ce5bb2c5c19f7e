"""Data only: guidelines, crosswalks, practices, laws, duties, vocabulary, messages and sample karte."""
