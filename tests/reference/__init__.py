"""The scalar twin of the engine: the rules of `docs/model.md` once more, one replication at a time, in plain floats.

Written from that page alone and slow on purpose: whoever doubts a number of the engine can follow it here by hand.
"""
