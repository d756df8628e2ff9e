"""Questions to a scenario that need many runs: what drives its result, when does it turn, what would have to be true."""
