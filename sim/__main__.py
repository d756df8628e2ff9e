"""`python -m sim` is `parley`."""

import atexit
import os
import sys

from sim.cli import INTERRUPTED, main

code = main()
if code == INTERRUPTED:
    # Python ends itself by the signal, whatever exit code is asked for, where the interrupt struck inside an `exec`
    # of some library that was loading. So this does what Python does at its end, and ends.
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)
sys.exit(code)
