"""Commands on imports: `import FILE`; `import pack | undo | list | show`. A file of such a name is written `./undo`."""

from pathlib import Path
from typing import Any

import click

from node.cli.answers import Item, day_text, items, mapping, value_text
from node.cli.arguments import FILE
from node.cli.asking import ask
from node.cli.errors import Failed
from node.cli.passphrases import has_terminal
from node.cli.screen import print_json, print_line, print_note, print_pairs, print_table
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer

_pass_settings = click.make_pass_decorator(Settings)
_FILE_COMMAND = "FILE"
_SHOWN = 20  # lines of one table of a dry run on a screen; --json tells all
_QUESTIONS: tuple[tuple[str, str, dict[str, Json]], ...] = (
    ("mapping", "Does each column hold what stands beside it?", {"accept_mapping": "yes"}),
    ("traces", "Import what could betray a helper all the same?", {"override": True}),
    ("drop", "Import it all the same?", {"accept_drops": "yes"}),
)
_COUNTS = ("new", "changed", "unchanged", "conflicting")


class FileGroup(click.Group):
    """A group whose first word is a command of its own or else the name of a file."""

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command for the words; anything but a command's name belongs to that for files."""
        if args and args[0] in self.commands and args[0] != _FILE_COMMAND:
            return super().resolve_command(ctx, args)
        return _FILE_COMMAND, self.commands[_FILE_COMMAND], args

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Show both forms."""
        formatter.write_usage(ctx.command_path, "FILE [OPTIONS] | pack COUNTRY | undo IMPORT | list | show IMPORT")


@click.group("import", cls=FileGroup, context_settings={"ignore_unknown_options": True})
def import_() -> None:
    """Import a table into a space, look at what that would do, or undo it."""


@import_.command(_FILE_COMMAND, hidden=True)
@click.argument("file", type=FILE)
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@click.option("--profile", type=click.Choice(("auto", "viasna", "table")), default="auto", help="What the file is.")
@click.option("--map", "map_file", type=FILE, help="A file that says what each column holds.")
@click.option("--dry-run", is_flag=True, help="Only show what would change.")
@click.option("--yes", is_flag=True, help="Accept the mapping shown and a list that has shrunk.")
@click.option("--override", is_flag=True, help="Import phones, cards, accounts and listed names all the same.")
@_pass_settings
def import_file(
    settings: Settings,
    *,
    file: Path,
    space: str | None,
    profile: str,
    map_file: Path | None,
    dry_run: bool,
    yes: bool,
    override: bool,
) -> None:
    """Import the table FILE: CSV in UTF-8, UTF-16 or CP1251, or XLSX."""
    args: dict[str, Json] = {"file": str(file), "space": space, "profile": profile}
    args |= {"map": str(map_file)} if map_file else {}
    args |= {"dry_run": "yes"} if dry_run else {}
    args |= {"accept_mapping": "yes", "accept_drops": "yes"} if yes else {}
    args |= {"override": True} if override else {}
    answer = ask(settings, "import", args)
    while answer["waits"] and not dry_run:
        answer = _ask_again(settings, args, answer)
    if settings.is_json:
        print_json(answer)
    else:
        _show(answer)


@import_.command()
@click.argument("country", metavar="COUNTRY")
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@_pass_settings
def pack(settings: Settings, country: str, space: str | None) -> None:
    """Import the articles, places and courts of a country (BY) that this program carries."""
    answer = ask(settings, "import.pack", {"country": country.upper(), "space": space})
    if settings.is_json:
        print_json(answer)
        return
    print_pairs([("list", answer["list"]), *((name, answer[name]) for name in _COUNTS), ("import", answer["import"])])


@import_.command()
@click.argument("id", metavar="IMPORT")
@_pass_settings
def undo(settings: Settings, id: str) -> None:
    """Undo an import: what it wrote and nobody has touched since gives way to what stood before."""
    answer = ask(settings, "import.undo", {"import": id})
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"{answer['records']} records are as they were")
    if answer["left"]:
        print_note(f"{answer['left']} values were left: somebody has written since")


@import_.command("list")
@click.option("--space", help="Only imports into this space.")
@_pass_settings
def list_imports(settings: Settings, space: str | None) -> None:
    """List the imports this node made."""
    answer = ask(settings, "import.list", {"space": space})
    if settings.is_json:
        print_json(answer)
        return
    rows = (
        (it["import"], day_text(it["time"]), it["list"], it["rows"], it["new"], it["changed"], _state(it))
        for it in items(answer, "imports")
    )
    print_table(("import", "when", "list", "rows", "new", "changed", ""), rows)


@import_.command()
@click.argument("id", metavar="IMPORT")
@_pass_settings
def show(settings: Settings, id: str) -> None:
    """Show the records an import wrote into."""
    answer = ask(settings, "import.show", {"import": id})
    if settings.is_json:
        print_json(answer)
        return
    for record in _texts(answer["records"]):
        print_line(record)


def _ask_again(settings: Settings, args: dict[str, Json], answer: Answer) -> Answer:
    """Ask the person in front, and give the command again with a yes. Raises: Failed."""
    waits = _texts(answer["waits"])
    _require_person(settings, waits)
    _show(answer)
    _, question, accepted = next(one for one in _QUESTIONS if one[0] in waits)
    if not click.confirm(question, default=False, err=True):
        raise Failed("nothing was changed")
    args |= accepted
    return ask(settings, "import", args)


def _require_person(settings: Settings, waits: list[str]) -> None:
    if has_terminal() and not settings.is_json:
        return
    if "mapping" in waits:
        raise Failed(
            "this table is not known: look at it with --dry-run, then give --profile table if each column is "
            "understood, or --map FILE; nothing was changed"
        )
    if "traces" in waits:
        raise Failed(
            "this table holds what could betray a helper (phones, cards, accounts, listed names): look at it with "
            "--dry-run, mend the file, or give --override if it is meant; nothing was changed"
        )
    raise Failed(
        "this list has suddenly shrunk since the last import: look at it with --dry-run, then give --yes; "
        "nothing was changed"
    )


def _show(answer: Answer) -> None:
    found = answer["mapping"]
    if isinstance(found, dict):
        columns = mapping(found, "columns")
        print_table(("column", "holds"), ((title, meaning) for title, meaning in columns.items()))
    _show_lines(("row", "could betray a helper"), [(it["row"], it["what"]) for it in items(answer, "traces")])
    for drop in items(answer, "drops"):
        what = f"column {drop['column']!r}" if drop["column"] else "rows"
        print_note(f"{what}: {drop['before']} in the import before, {drop['now']} now")
    print_pairs(
        [
            ("list", answer["list"]),
            ("rows", answer["rows"]),
            *((name, answer[name]) for name in _COUNTS),
            ("rejected", answer["rejected_total"]),
            ("import", answer["import"] or "nothing was written"),
        ]
    )
    _show_lines(("row", "rejected because"), [(it["row"], it["reason"]) for it in items(answer, "rejected")])
    _show_lines(("row", "field", "was", "list says"), [_difference(it) for it in items(answer, "differences")])
    withheld = [(it["row"], it["column"], it["reason"]) for it in items(answer, "withheld")]
    _show_lines(("row", "column", "left out because"), withheld)


def _show_lines(columns: tuple[str, ...], rows: list[tuple[Any, ...]]) -> None:
    if rows:
        print_table(columns, rows[:_SHOWN])
    if len(rows) > _SHOWN:
        print_note(f"{len(rows) - _SHOWN} more; --json tells all")


def _difference(item: Item) -> tuple[Any, ...]:
    kind, path = item["kind"], str(item["path"])
    sign = " (a person's value: both will stand)" if item["conflict"] else ""
    before, after = (value_text(kind, path, item[side]) for side in ("before", "after"))
    return item["row"], f"{kind} {path}", before, after + sign


def _state(item: Item) -> str:
    return "undone" if item["undone"] else ""


def _texts(value: Json) -> list[str]:
    return [str(item) for item in value] if isinstance(value, list) else []
