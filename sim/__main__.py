"""`python -m sim` is `parley`."""

import sys

from sim.cli import main

sys.exit(main())
