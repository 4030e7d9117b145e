"""Commands that write files for other programs."""

from pathlib import Path

import click

from node.cli.arguments import ASSIGNMENT, FILE
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_note
from node.cli.settings import Settings
from node.ledger.language import LANGUAGES
from node.ledger.types import Json

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@click.argument("file", type=FILE)
@click.option("--space", help="Only records of this space.")
@click.option("--kind", help="Only records of this kind.")
@click.option("--search", help="Only records with these words, in any spelling.")
@click.option(
    "--where", "where", multiple=True, type=ASSIGNMENT, help="Only records with this value; needs --kind. Repeatable."
)
@click.option("--language", type=click.Choice(LANGUAGES), help="Values in words of this language, not as stored.")
@click.option("--provenance", is_flag=True, help="Who said each value, when, and from which source.")
@click.option("--to", "to", multiple=True, metavar="DEVICE", help="Seal the file for this member. Repeatable.")
@click.option("--plain", is_flag=True, help="More than public fields, in a file that anybody can read.")
@_pass_settings
def export(
    settings: Settings,
    file: Path,
    space: str | None,
    kind: str | None,
    search: str | None,
    where: tuple[tuple[str, str], ...],
    language: str | None,
    to: tuple[str, ...],
    *,
    provenance: bool,
    plain: bool,
) -> None:
    """Write records into a new FILE; its ending says the format: csv, xlsx or json.

    Without --plain or --to only what is public leaves: places, courts, articles, codes of people.
    """
    args: dict[str, Json] = {
        "file": str(file),
        "space": space,
        "kind": kind,
        "search": search,
        "where": [[path, text] for path, text in where],
        "language": language,
        "provenance": provenance,
        "plain": plain,
        "to": list(to),
    }
    answer = ask(settings, "export", args)
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"{answer['rows']} records")
    if answer["withheld"]:
        print_note(f"{answer['withheld']} withheld records were left out.")
    if to:
        print_note("Only the devices named can open this file, with `apieka open FILE OUT`.")
    elif plain:
        print_note("This file is not encrypted: whoever has it can read it.")
    else:
        print_note("Only public fields were written; --plain writes all of them.")


@click.command("open")
@click.argument("file", type=FILE)
@click.argument("out", type=FILE)
@_pass_settings
def open_file(settings: Settings, file: Path, out: Path) -> None:
    """Open the sealed FILE that a member made for this device and write it into the new file OUT."""
    answer = ask(settings, "open", {"file": str(file), "out": str(out)})
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"{answer['bytes']} bytes of {answer['format']}")
    print_note("The new file is not encrypted: whoever has it can read it.")
