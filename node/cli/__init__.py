"""The command line: `apieka`, `python -m node` and `python -m node.cli` (DESIGN 10's table is its contract).

It parses, asks for a passphrase where a terminal is there, and shows answers. What a command does stands in
`node.runtime.commands`; a running node of the same home carries it out, else this process does.
"""

from node.cli.program import main

__all__ = ["main"]
