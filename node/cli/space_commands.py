"""Commands on whole spaces."""

import click

from node.cli.answers import items
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_note, print_table
from node.cli.settings import Settings

_pass_settings = click.make_pass_decorator(Settings)


@click.group()
def space() -> None:
    """Spaces: ledgers with their own members and keys."""


@space.command()
@click.argument("title")
@click.option("--group", help="The name of your group in it; the title unless told.")
@_pass_settings
def create(settings: Settings, title: str, group: str | None) -> None:
    """Found a space called TITLE with you as its steward."""
    answer = ask(settings, "space.create", {"title": title, "group": group})
    if settings.is_json:
        print_json(answer)
        return
    print_line(str(answer["space"]))
    print_note("Its recovery key is on this computer: the page about recovery tells how to take it elsewhere.")


@space.command("list")
@_pass_settings
def list_spaces(settings: Settings) -> None:
    """List the spaces of this node."""
    answer = ask(settings, "space.list", {})
    if settings.is_json:
        print_json(answer)
        return
    columns = ("space", "title", "group", "role", "members")
    print_table(columns, ([item[column] for column in columns] for item in items(answer, "spaces")))


@space.command()
@click.argument("space", required=False)
@_pass_settings
def members(settings: Settings, space: str | None) -> None:
    """List the members of SPACE."""
    answer = ask(settings, "space.members", {"space": space})
    if settings.is_json:
        print_json(answer)
        return
    columns = ("name", "group", "role", "state", "device")
    print_table(columns, ([item[column] for column in columns] for item in items(answer, "members")))
