"""Parts of random scenarios: each class writes some blocks of a file, and leans on the one before it."""
