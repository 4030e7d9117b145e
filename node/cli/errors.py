"""Errors of the command line.

Failed (a RuntimeFault)   a command that ran and found something wrong: its line goes to standard error, exit code 1
└── NoTerminal            a passphrase is needed and there is neither a file nor a terminal
"""

from node.runtime.errors import RuntimeFault


class Failed(RuntimeFault):
    """A command that failed, with the line that says so."""


class NoTerminal(Failed):
    """A passphrase is needed, and nobody can be asked for it."""
