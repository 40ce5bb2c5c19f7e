"""Profile resolution: selecting, merging and modifying the controls of catalogues and profiles, file by file."""
