"""Commands that move a space by files alone."""

from pathlib import Path

import click

from node.cli.arguments import FILE
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_note
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer

_pass_settings = click.make_pass_decorator(Settings)


@click.group()
def bundle() -> None:
    """Files for a memory stick: a space, or what is new of it, for chosen devices."""


@bundle.command()
@click.argument("file", type=FILE)
@click.option("--space", "spaces", multiple=True, required=True, help="The space; may be given several times.")
@click.option("--to", "devices", multiple=True, required=True, metavar="DEVICE", help="Who may open it.")
@click.option("--everything", is_flag=True, help="All there is, not only what these devices are not known to have.")
@_pass_settings
def write(settings: Settings, file: Path, spaces: tuple[str, ...], devices: tuple[str, ...], everything: bool) -> None:
    """Write a new FILE that the devices named can open, and nobody else."""
    args: dict[str, Json] = {"file": str(file), "spaces": list(spaces), "devices": list(devices)}
    if everything:
        args["everything"] = "yes"
    answer = ask(settings, "bundle.write", args)
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"Entries: {answer['entries']}; bytes: {answer['bytes']}.")
    print_note("Only the devices named can open it. Whoever takes one of them with its passphrase can open it too.")


@bundle.command()
@click.argument("file", type=FILE)
@_pass_settings
def read(settings: Settings, file: Path) -> None:
    """Take in FILE. Reading it twice, or only a part of it, does no harm."""
    answer = ask(settings, "bundle.read", {"file": str(file)})
    if settings.is_json:
        print_json(answer)
    else:
        show_counts(answer)


@click.command()
@click.argument("file", type=FILE)
@click.argument("out", type=FILE)
@_pass_settings
def answer(settings: Settings, file: Path, out: Path) -> None:
    """Let in the guest whose request is in FILE and write the answer to a new file OUT."""
    told = ask(settings, "answer", {"file": str(file), "out": str(out)})
    if settings.is_json:
        print_json(told)
        return
    print_line(f"{told['name']} is let in. Give OUT back to them.")
    show_words(told)
    if told["to_confirm"]:
        print_note(f"When the words agree: apieka confirm {told['device']}")


def show_counts(answer: Answer) -> None:
    """Print what came of a bundle."""
    print_line(f"New entries: {answer['entries']}.")
    if answer["refused"]:
        print_note(f"{answer['refused']} parts did not open or did not fit and were left out; the rest was verified.")
    if not answer["complete"]:
        print_note("The file ends too early: ask for it again, or for a new one; what came is kept.")


def show_words(answer: Answer) -> None:
    """Print the six words of both sides."""
    for label, name in (("Compare words by voice. Theirs", "words"), ("Yours", "own_words")):
        words = answer[name]
        assert isinstance(words, list)
        print_note(f"{label}: " + " ".join(str(word) for word in words))
