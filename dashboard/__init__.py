"""Pages over the words of `sim`: they show and ask, and compute nothing that the command line cannot."""
