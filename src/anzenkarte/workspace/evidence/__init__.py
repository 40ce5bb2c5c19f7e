"""Evidence: files outside the database by hash, with scope, expiry and reminders."""
