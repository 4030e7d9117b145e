"""Errors of the commands, each one line for the person who gave the command; never a value.

CommandError (a RuntimeFault)
├── BadArguments   arguments no command line of ours makes
├── UnknownCommand a command this program does not have
├── NoPassphrase   what this needs is locked and no passphrase was given
├── Ambiguous      several things fit a shortened id or a title
└── Unusable       an argument that is understood but cannot be used here
"""

from node.runtime.errors import RuntimeFault


class CommandError(RuntimeFault):
    """Base of what commands refuse on purpose; nothing was changed."""


class BadArguments(CommandError):
    """Arguments of a wrong form."""


class UnknownCommand(CommandError):
    """A command this program does not have."""


class NoPassphrase(CommandError):
    """A passphrase is needed."""


class Ambiguous(CommandError):
    """More than one thing fits."""


class Unusable(CommandError):
    """An argument that cannot be used here."""
