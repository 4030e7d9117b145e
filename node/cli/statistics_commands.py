"""The command that counts."""

from collections.abc import Iterator

import click

from node.cli.answers import Item, items, mapping
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_note, print_table
from node.cli.settings import Settings
from node.ledger.language import LANGUAGES
from node.ledger.statistics import TABLES
from node.ledger.types import Json

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@click.option("--on", metavar="DAY", help="Count as of this day, such as 2026-03-14; today unless told.")
@click.option("--since", metavar="DAY", help="Also say what changed since this day.")
@click.option("--by", multiple=True, type=click.Choice(tuple(TABLES)), help="Only this table. Repeatable.")
@click.option("--language", type=click.Choice(LANGUAGES), default="en", help="The language of the lines.")
@_pass_settings
def stats(
    settings: Settings, space: str | None, on: str | None, since: str | None, by: tuple[str, ...], language: str
) -> None:
    """Count people in prison, by whose criteria, and by article, term, place, court, judge and month of arrest.

    `12–15` means: at least 12 and at most 15, as far as dates are known.
    """
    args: dict[str, Json] = {"space": space, "on": on, "since": since, "by": list(by), "language": language}
    answer = ask(settings, "stats", args)
    if settings.is_json:
        print_json(answer)
        return
    heads = _text(mapping(answer, "imprisoned"))
    print_line(f"{answer['people']} people written down; in prison on {answer['on']}, whoever recognises them: {heads}")
    if "since" in answer:
        before = mapping(answer, "since")
        print_line(
            f"since {before['day']} ({_text(mapping(before, 'imprisoned'))}): {_text(mapping(before, 'came'))} more, "
            f"{_text(mapping(before, 'left'))} no longer"
        )
    print_table(("recognised by", "criteria", "people", "in prison"), _recognised(answer))
    for name in mapping(answer, "tables"):
        print_line("")
        print_table((name, "people", "records"), _lines(mapping(mapping(answer, "tables"), name)))
    if _is_any_contradicted(answer):
        print_note("!n: so many of them are told differently by different sources.")


def _recognised(answer: Item) -> Iterator[tuple[object, ...]]:
    for line in items(answer, "recognised"):
        criteria = line["criteria"]
        named = ", ".join(map(str, criteria)) if isinstance(criteria, list) else ""
        yield line["group"], named, _text(mapping(line, "recognised")), _text(mapping(line, "imprisoned"))


def _lines(table: Item) -> Iterator[tuple[object, ...]]:
    for line in items(table, "lines"):
        yield line["label"], _text(mapping(line, "people")), _text(mapping(line, "records"))
    yield "not known", table["without"], ""


def _text(span: Item) -> str:
    least, most, contradicted = span["least"], span["most"], span["contradicted"]
    text = str(least) if least == most else f"{least}–{most}"
    return f"{text} !{contradicted}" if contradicted else text


def _is_any_contradicted(answer: Item) -> bool:
    tables = mapping(answer, "tables")
    lines = [line for name in tables for line in items(mapping(tables, name), "lines")]
    spans = [mapping(answer, "imprisoned"), *(mapping(line, "people") for line in lines)]
    return any(span["contradicted"] for span in spans)
