"""The command that writes a calendar file for other programs."""

from pathlib import Path

import click

from node.cli.arguments import FILE
from node.cli.asking import ask
from node.cli.screen import print_json, print_line
from node.cli.settings import Settings
from node.ledger.calendars.days import What
from node.ledger.language import LANGUAGES
from node.ledger.types import Json

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@click.argument("file", type=FILE)
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@click.option("--what", multiple=True, type=click.Choice([one.value for one in What]), help="Only these. Repeatable.")
@click.option("--names", is_flag=True, help="Names and courts, not codes: only for a calendar that stays here.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the entries.")
@_pass_settings
def calendar(
    settings: Settings, file: Path, space: str | None, what: tuple[str, ...], language: str, *, names: bool
) -> None:
    """Write hearings, birthdays, expected releases, parcels and check-ins into a new calendar FILE (ICS).

    Codes stand for people unless --names is given. Dates that are not known to the day are left out.
    """
    args: dict[str, Json] = {
        "file": str(file),
        "space": space,
        "what": list(what),
        "names": names,
        "language": language,
    }
    answer = ask(settings, "calendar", args)
    if settings.is_json:
        print_json(answer)
    else:
        print_line(f"{answer['events']} events written")
