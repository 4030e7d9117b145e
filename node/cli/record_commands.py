"""Commands on records. Fields are given as PATH=VALUE; `names/+/text=…` begins a new item of a list."""

from collections.abc import Iterator
from pathlib import Path

import click

from node.cli.answers import Item, day_text, items, mapping, short_id, short_value, value_text, who
from node.cli.arguments import ASSIGNMENT, FILE
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_note, print_pairs, print_table
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer
from node.runtime.commands.limits import LIST_ROWS, LIST_ROWS_MAX

_pass_settings = click.make_pass_decorator(Settings)
_source = click.option("--source", metavar="ID", help="The record of the source this comes from.")
_override = click.option("--override", is_flag=True, help="Save phones, cards, accounts and listed names all the same.")


@click.group()
def record() -> None:
    """Records: persons, needs, letters and the other kinds."""


@record.command()
@click.argument("kind")
@click.argument("values", nargs=-1, required=True, type=ASSIGNMENT)
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@_source
@_override
@_pass_settings
def add(
    settings: Settings,
    *,
    kind: str,
    values: tuple[tuple[str, str], ...],
    space: str | None,
    source: str | None,
    override: bool,
) -> None:
    """Write a new record of KIND down."""
    args: dict[str, Json] = {"kind": kind, "values": _pairs(values), "space": space, "source": source}
    _show_id(settings, ask(settings, "record.add", args | _meant(override)))


@record.command("set")
@click.argument("id")
@click.argument("values", nargs=-1, required=True, type=ASSIGNMENT)
@_source
@_override
@_pass_settings
def set_fields(
    settings: Settings, *, id: str, values: tuple[tuple[str, str], ...], source: str | None, override: bool
) -> None:
    """Set fields of the record ID. Where several values stand, this settles which one holds."""
    args: dict[str, Json] = {"record": id, "values": _pairs(values), "source": source}
    _show_id(settings, ask(settings, "record.set", args | _meant(override)))


@record.command()
@click.argument("record")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_pass_settings
def delete(settings: Settings, record: str, paths: tuple[str, ...]) -> None:
    """Remove fields of a record, or whole items of a list (`names/x7`). What stood stays in its history."""
    _show_id(settings, ask(settings, "record.delete", {"record": record, "paths": list(paths)}))


@record.command()
@click.argument("record")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_pass_settings
def redact(settings: Settings, record: str, paths: tuple[str, ...]) -> None:
    """Take values away for good: the record is written anew without them, the old one is to be erased."""
    answer = ask(settings, "record.redact", {"record": record, "paths": list(paths)})
    _show_id(settings, answer)
    if not settings.is_json and "certificate" not in answer:
        print_note("The old record is hidden; stewards must sign its erasure.")


@record.command()
@click.argument("record")
@_pass_settings
def show(settings: Settings, record: str) -> None:
    """Show a record: its values, who says so, and what is doubted."""
    answer = ask(settings, "record.show", {"record": record})
    if settings.is_json:
        print_json(answer)
        return
    _show_head(answer)
    print_table(("field", "value", "who", "when", "checked"), _field_rows(answer))
    _show_marks(answer)


@record.command()
@click.argument("record")
@_pass_settings
def history(settings: Settings, record: str) -> None:
    """Tell everything anybody said of a record."""
    answer = ask(settings, "record.history", {"record": record})
    if settings.is_json:
        print_json(answer)
        return
    kind = answer["kind"]
    rows = (
        (day_text(item["time"]), who(item), item["deed"], item["path"], _said(kind, item), item["note"])
        for item in items(answer, "history")
    )
    print_table(("when", "who", "what", "field", "value", "note"), rows)


@record.command("list")
@click.option("--kind", help="Only records of this kind.")
@click.option("--search", help="Words in any spelling.")
@click.option("--limit", type=click.IntRange(0, LIST_ROWS_MAX), default=LIST_ROWS, help="How many at most.")
@click.option("--space", help="Only records of this space.")
@_pass_settings
def list_records(settings: Settings, kind: str | None, search: str | None, limit: int, space: str | None) -> None:
    """List records by title."""
    args: dict[str, Json] = {"kind": kind, "search": search, "limit": limit, "space": space}
    answer = ask(settings, "record.list", args)
    if settings.is_json:
        print_json(answer)
        return
    found = items(answer, "records")
    print_table(
        ("record", "kind", "title"), ((short_id(item, "record"), item["kind"], item["title"]) for item in found)
    )
    print_note(f"{len(found)} of {answer['total']}")


@record.command()
@click.argument("record")
@click.argument("file", type=FILE)
@_pass_settings
def export(settings: Settings, record: str, file: Path) -> None:
    """Write the document of a record, with all its history, into a new FILE that is not encrypted."""
    answer = ask(settings, "record.export", {"record": record, "file": str(file)})
    if settings.is_json:
        print_json(answer)
        return
    print_line(str(answer["record"]))
    print_note("This file is not encrypted: whoever has it can read the record and all its history.")


def _meant(override: bool) -> dict[str, Json]:
    return {"override": True} if override else {}


def _pairs(values: tuple[tuple[str, str], ...]) -> list[Json]:
    return [[path, text] for path, text in values]


def _show_id(settings: Settings, answer: Answer) -> None:
    if settings.is_json:
        print_json(answer)
    else:
        print_line(str(answer["record"]))


def _show_head(answer: Item) -> None:
    print_pairs([("record", answer["record"]), ("kind", answer["kind"]), ("title", answer["title"])])
    for item in items(answer, "hidden"):
        print_line(f"{item['mode']}: {item['reason']}" if item["reason"] else str(item["mode"]))


def _field_rows(answer: Item) -> Iterator[tuple[str, str, str, str, str]]:
    kind, provenance = answer["kind"], mapping(answer, "provenance")
    conflicts, proposals = mapping(answer, "conflicts"), mapping(answer, "proposals")
    for path, value in sorted(mapping(answer, "fields").items()):
        said = mapping(provenance, path)
        yield path, value_text(kind, path, value), who(said), day_text(said["time"]), _checked(said)
        for other in items(conflicts, path)[1:] if path in conflicts else ():
            shown = value_text(kind, path, other["value"])
            yield "", shown, who(other), day_text(other["time"]), "also said"
    for path in sorted(proposals):
        for other in items(proposals, path):
            shown = value_text(kind, path, other["value"])
            yield path, shown, who(other), day_text(other["time"]), "proposed: a second person must agree"


def _checked(said: Item) -> str:
    marks = ["verified"] if said["verified"] else []
    marks += [f"attested by {who(item)}" for item in items(said, "attested")]
    marks += [f"doubted by {who(item)}" for item in items(said, "disputed")]
    return ", ".join(marks)


def _show_marks(answer: Item) -> None:
    for what, count in mapping(answer, "incomplete").items():
        if count:
            print_note(f"{count} changes are {what} and not shown")


def _said(kind: Json, item: Item) -> str:
    return short_value(kind, str(item["path"]), item["value"])
