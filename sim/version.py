"""The version of parley, in one place: read by the packaging and written into every saved run."""

VERSION = "0.1.0"
