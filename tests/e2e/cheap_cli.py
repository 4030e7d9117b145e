"""The command line with key files that are cheap to open, so that real processes can be tested in numbers.

Only tests can start it so: nothing a user sets makes the program itself stretch a passphrase less.
"""

import sys

from keys.keyfile import CHEAP
from node.cli import main

if __name__ == "__main__":
    sys.exit(main(cost=CHEAP))
