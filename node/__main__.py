"""`python -m node`: the command line."""

import sys

from node.cli.program import main

if __name__ == "__main__":
    sys.exit(main())
