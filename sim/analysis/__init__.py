"""Questions that need many runs: what drives a result, where does it turn, what would have to be true."""
