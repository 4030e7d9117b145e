"""Commands that write records anew into another space; a terminal is shown first what would go there."""

import click

from node.cli.answers import Item, items, short_id, short_value
from node.cli.asking import ask
from node.cli.passphrases import has_terminal
from node.cli.screen import print_json, print_line, print_note, print_table
from node.cli.settings import Settings
from node.ledger.types import Json

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@click.option("--to", required=True, metavar="SPACE", help="The space to write into.")
@click.option("--field", "fields", multiple=True, metavar="PATH", help="Only this field; may be given several times.")
@click.option("--without", multiple=True, metavar="PATH", help="Not this field; may be given several times.")
@click.option("--dry-run", is_flag=True, help="Show what would be written; change nothing.")
@_pass_settings
def share(
    settings: Settings,
    ids: tuple[str, ...],
    to: str,
    fields: tuple[str, ...],
    without: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Write the records ID anew into another space. The copies stay linked; later edits are offered, never copied."""
    args: dict[str, Json] = {"records": list(ids), "to": to, "fields": list(fields), "without": list(without)}
    is_asked = not dry_run and not settings.is_json and has_terminal()
    if dry_run or is_asked:
        shown = ask(settings, "record.share", {**args, "dry_run": "yes"})
        if settings.is_json:
            print_json(shown)
            return
        for item in items(shown, "records"):
            _show_preview(item)
        if dry_run or not click.confirm("Write what is marked?", err=True):
            print_note("Nothing was written.")
            return
    answer = ask(settings, "record.share", args)
    if settings.is_json:
        print_json(answer)
        return
    for item in items(answer, "records"):
        print_line(str(item["record"]))


@click.command()
@click.option("--space", help="The space with the copies; not needed where there is one.")
@_pass_settings
def offers(settings: Settings, space: str | None) -> None:
    """List copies whose original was edited since; `record share ORIGINAL --to SPACE` takes the edits over."""
    answer = ask(settings, "record.offers", {"space": space})
    if settings.is_json:
        print_json(answer)
        return
    for item in items(answer, "records"):
        _show_preview(item)


def _show_preview(item: Item) -> None:
    print_line(f"{item['title']} ({item['kind']}) {short_id(item, 'original')}")
    rows = []
    for field in items(item, "fields"):
        value, there = (short_value(item["kind"], str(field["path"]), field[name]) for name in ("value", "there"))
        rows.append(("goes" if field["goes"] else "", field["path"], value, there, field["stand"], field["level"]))
    print_table(("", "field", "value", "there now", "stands", "meant for"), rows)
