"""Commands for the worst day: shares for paper, the rehearsal of a seizure, and panic."""

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from node.cli.answers import texts
from node.cli.arguments import FILE
from node.cli.asking import Passphrase, ask
from node.cli.errors import Failed
from node.cli.passphrases import ask_new_passphrase, has_terminal, read_passphrase
from node.cli.screen import print_json, print_line, print_note, print_pairs
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer
from node.runtime.drill.numbers import NODES
from node.runtime.errors import NoAnswer
from node.runtime.home import Home

_pass_settings = click.make_pass_decorator(Settings)
_NOT_YET = (
    "This destroys the keys of this home, then all that is in it, for good. What others hold stays with them.\n"
    "Destroying data in front of officers can harm you: in some places it is a crime of its own."
)


@click.group()
def recover() -> None:
    """Shares for paper that give back what a lost node is recovered with."""


@recover.command()
@click.option("--shares", type=int, default=5, show_default=True, help="How many are made.")
@click.option("--needed", type=int, default=3, show_default=True, help="How many give the secret back.")
@_pass_settings
def split(settings: Settings, shares: int, needed: int) -> None:
    """Cut the backup secret and the recovery keys of this node into shares. Earlier shares stay good."""
    answer = ask(settings, "recover.split", {"shares": shares, "needed": needed})
    if settings.is_json:
        print_json(answer)
        return
    for number, share in enumerate(texts(answer, "shares"), start=1):
        print_line(f"share {number} of {shares}, any {needed} are enough")
        print_line(share)
        print_line("")
    print_note("Copy each onto paper of its own, by hand, and give each to somebody else. Nothing of them is stored.")


@recover.command()
@click.argument("shares", nargs=-1, metavar="SHARE...")
@click.option("--file", type=FILE, help="A file with a share on each line, in place of SHARE.")
@click.option("--restore", type=FILE, help="Make the node of this backup anew in an empty home.")
@_pass_settings
def join(settings: Settings, shares: tuple[str, ...], file: Path | None, restore: Path | None) -> None:
    """Put shares together again. Without SHARE they are asked for one by one, so that no other program sees them."""
    given = shares or (_read_lines(file) if file else _ask_shares())
    args: dict[str, Json] = {"shares": list(given), "restore": None if restore is None else str(restore)}
    answer = ask(settings, "recover.join", args, needs=Passphrase.NEW if restore else Passphrase.NEVER)
    if settings.is_json:
        print_json(answer)
    elif restore is not None:
        print_pairs([("device", answer["device"]), ("words", " ".join(texts(answer, "words")))])
        print_note(f"Restored: {answer['entries']} entries. What is written from now on goes to a new log.")
    else:
        keys = [("recovery key", key) for key in texts(answer, "keys")]
        print_pairs([("backup secret", answer["backup"]), *keys])


def _read_lines(file: Path) -> list[str]:
    try:
        return [line for line in file.read_text(encoding="utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError):
        raise Failed("the file with the shares cannot be read; nothing was changed") from None


def _ask_shares() -> Sequence[str]:
    if not has_terminal():
        raise Failed("no share was given; nothing was changed")
    given: list[str] = []
    while typed := click.prompt(f"Share {len(given) + 1} (empty: that was all)", default="", err=True).strip():
        given.append(typed)
    return given


@click.command()
@click.option("--nodes", type=int, default=NODES, show_default=True, help="How many nodes take part.")
@_pass_settings
def drill(settings: Settings, nodes: int) -> None:
    """Rehearse a seizure on throwaway nodes and tell what was lost, readable and read. Your node takes no part.

    With an open node or a passphrase a copy of this home's disk is searched too.
    """
    answer = ask(settings, "drill", {"nodes": nodes}, needs=Passphrase.PERHAPS)
    if settings.is_json:
        print_json(answer)
    else:
        for line in report_lines(answer):
            print_line(line)
    if not answer["ok"]:
        raise Failed("the rehearsal failed: keep what it says and tell the people who make this program")


def report_lines(answer: Answer) -> Iterator[str]:
    """Yield the report of a rehearsal, a line each."""
    nothing = "nothing"
    own = "searched" if answer["own_disk_searched"] else "not searched: it is locked"
    yield f"{answer['nodes']} nodes; one taken while unlocked, one steward turned, two cut off for a while"
    yield f"lost on the other nodes:                    {', '.join(texts(answer, 'lost')) or nothing}"
    yield f"readable on the locked disk:                {', '.join(texts(answer, 'readable_on_disk')) or nothing}"
    yield f"read of what was written after the cut:     {', '.join(texts(answer, 'read_after_cut')) or nothing}"
    yield f"let in or shown of the taken device since:  {answer['accepted_after_cut'] or nothing}"
    yield f"the disk of this home:                      {own}"
    yield f"read of what the device knew before:        {answer['read_before_cut']} records (the attack works)"
    yield f"states the honest nodes ended in:           {answer['states']}"
    yield f"actions of people until the cut:            {answer['actions']} ({', '.join(texts(answer, 'steps'))})"
    yield f"minutes the machines took for it:           {answer['minutes']}"
    yield "passed" if answer["ok"] else "FAILED"


@click.group(invoke_without_command=True)
@click.option("--yes", is_flag=True, help="Do not ask, even at a terminal.")
@click.pass_context
def panic(ctx: click.Context, *, yes: bool) -> None:
    """Destroy the keys of this home at once, then everything in it. Needs no passphrase; nobody can undo it."""
    if ctx.invoked_subcommand is not None:
        return
    settings = ctx.ensure_object(Settings)
    if not yes and not settings.is_json and has_terminal():
        click.echo(_NOT_YET, err=True)
        click.confirm("Destroy it now?", abort=True, err=True)
    try:
        answer = ask(settings, "panic", {}, needs=Passphrase.NEVER)
    except NoAnswer:  # a running node that hangs must not save the keys
        asyncio.run(Home(settings.home).panic())
        answer = {"destroyed": True}
    if settings.is_json:
        print_json(answer)
    else:
        print_line("destroyed")


@panic.command()
@click.option("--new-passphrase-file", type=FILE, help="Its first line is the second passphrase.")
@click.option("--none", "is_none", is_flag=True, help="Take it back: no second passphrase.")
@_pass_settings
def passphrase(settings: Settings, new_passphrase_file: Path | None, *, is_none: bool) -> None:
    """Choose a second passphrase: typed in place of the first, it destroys this home and looks like a wrong one."""
    second = None if is_none else _second(new_passphrase_file)
    answer = ask(settings, "panic.second", {"second": second}, needs=Passphrase.ALWAYS)
    if settings.is_json:
        print_json(answer)
        return
    print_line("chosen" if answer["second"] else "none is chosen")
    print_note("Destroying data in front of officers can harm you. Somebody who copied the disk before loses nothing.")


def _second(file: Path | None) -> str:
    return ask_new_passphrase() if file is None else read_passphrase(file)
