"""Commands on the home itself: init, passphrase, backup, restore."""

from pathlib import Path

import click

from node.cli.arguments import FILE
from node.cli.asking import Passphrase, ask
from node.cli.passphrases import ask_new_passphrase, note_weakness, read_passphrase
from node.cli.screen import print_json, print_note, print_pairs
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@click.option("--name", required=True, metavar="PSEUDONYM", help="How others will know you; not your real name.")
@_pass_settings
def init(settings: Settings, name: str) -> None:
    """Make a node in an empty home."""
    answer = ask(settings, "init", {"name": name}, needs=Passphrase.NEW)
    _show(settings, answer, "This node is made. Next: `space create TITLE`, or `up` for its pages.")
    _note_weakness(settings, settings.passphrase_file)


@click.command()
@click.option("--new-passphrase-file", type=FILE, help="Its first line is the new passphrase.")
@_pass_settings
def passphrase(settings: Settings, new_passphrase_file: Path | None) -> None:
    """Change the passphrase. Copies and backups made before still open with the old one."""
    new = ask_new_passphrase() if new_passphrase_file is None else read_passphrase(new_passphrase_file)
    answer = ask(settings, "passphrase", {"new": new}, needs=Passphrase.ALWAYS)
    _show(settings, answer, "The passphrase is changed. Backups made before still open with the old one.")
    _note_weakness(settings, new_passphrase_file)


@click.command()
@click.argument("file", type=FILE)
@_pass_settings
def backup(settings: Settings, file: Path) -> None:
    """Write a backup of all this node holds, encrypted, into a new FILE."""
    answer = ask(settings, "backup", {"file": str(file)}, needs=Passphrase.ALWAYS)
    _show(settings, answer, f"Backup written: {answer['entries']} entries. Keep it on another medium.")


@click.command()
@click.argument("file", type=FILE)
@click.option("--secret-file", type=FILE, help="Its first line opens the backup, if the new passphrase does not.")
@_pass_settings
def restore(settings: Settings, file: Path, secret_file: Path | None) -> None:
    """Make the node of a backup FILE anew in an empty home."""
    args: dict[str, Json] = {"file": str(file)}
    if secret_file is not None:
        args["secret"] = read_passphrase(secret_file)
    needs = Passphrase.ALWAYS if secret_file is None else Passphrase.NEW
    answer = ask(settings, "restore", args, needs=needs)
    _show(settings, answer, f"Restored: {answer['entries']} entries. What is written from now on goes to a new log.")


def _note_weakness(settings: Settings, file: Path | None) -> None:
    """Tell a person about the passphrase of a file; one that was typed was told about then."""
    if file is not None and not settings.is_json:
        note_weakness(read_passphrase(file))


def _show(settings: Settings, answer: Answer, line: str) -> None:
    if settings.is_json:
        print_json(answer)
        return
    words = answer["words"]
    assert isinstance(words, list)
    print_pairs([("device", answer["device"]), ("words", " ".join(str(word) for word in words))])
    print_note(line)
