"""Where passphrases come from: the first line of a file, or a person at a terminal. Never an argument.

Refuses to ask where no terminal is there, and a file it cannot read or whose first line is empty.
"""

import sys
from pathlib import Path

import click

from keys.randomness import system_random
from keys.strength import strength_bits
from keys.words import new_phrase
from node.cli.errors import Failed, NoTerminal
from node.cli.limits import PASSPHRASE_FILE_BYTES_MAX, TRIES

_NONE = "a passphrase is needed: give --passphrase-file FILE, or run this in a terminal; nothing was changed"


def read_passphrase(file: Path) -> str:
    """Return the first line of a file without its line end. Raises: Failed."""
    try:
        with file.open("rb") as opened:
            first = opened.read(PASSPHRASE_FILE_BYTES_MAX).split(b"\n", 1)[0].removesuffix(b"\r")
        text = first.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise Failed("the passphrase file cannot be read; nothing was changed") from None
    if not text.strip():
        raise Failed("the first line of the passphrase file is empty; nothing was changed")
    return text


def has_terminal() -> bool:
    """Tell whether a person can be asked."""
    return sys.stdin is not None and sys.stdin.isatty()


def ask_passphrase(label: str = "Passphrase") -> str:
    """Ask a person for a passphrase. Raises: NoTerminal."""
    if not has_terminal():
        raise NoTerminal(_NONE)
    typed: str = click.prompt(label, hide_input=True, err=True)
    return typed


def ask_new_passphrase() -> str:
    """Offer six words and let a person take them or choose otherwise, typed twice. Raises: NoTerminal, Failed."""
    if not has_terminal():
        raise NoTerminal(_NONE)
    offered = new_phrase(system_random)
    click.echo("Without its passphrase nobody can open this node again, you included.", err=True)
    click.echo(f"Six words drawn for you: {offered}", err=True)
    click.echo("Write them down and type them here, or choose a passphrase of your own.", err=True)
    for _ in range(TRIES):
        typed: str = click.prompt("New passphrase", hide_input=True, err=True)
        if click.prompt("The same again", hide_input=True, err=True) == typed:
            note_weakness(typed)
            return typed
        click.echo("These two differ.", err=True)
    raise Failed("no passphrase was chosen; nothing was changed")


def note_weakness(passphrase: str) -> None:
    """Say so on standard error where a new passphrase, already in use, can be guessed."""
    strength = strength_bits(passphrase)
    if not strength.is_strong:
        click.echo(
            f"Note: this passphrase is weak (about {strength.bits} bits); six words drawn at random have 66.", err=True
        )
