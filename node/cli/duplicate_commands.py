"""Commands on people written down twice."""

import click

from node.cli.answers import items, short_id
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_note, print_table
from node.cli.settings import Settings
from node.runtime.commands.limits import LIST_ROWS, LIST_ROWS_MAX

_pass_settings = click.make_pass_decorator(Settings)


@click.group(invoke_without_command=True)
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@click.option("--limit", type=click.IntRange(0, LIST_ROWS_MAX), default=LIST_ROWS, help="How many pairs at most.")
@click.option("--decided", is_flag=True, help="Also the pairs that were decided.")
@click.pass_context
def duplicates(ctx: click.Context, space: str | None, limit: int, *, decided: bool) -> None:
    """List people who may be written down twice, with the reasons. Nothing is merged."""
    if ctx.invoked_subcommand is not None:
        return
    settings = ctx.find_object(Settings)
    assert settings is not None
    answer = ask(settings, "duplicates", {"space": space, "limit": limit, "decided": decided})
    if settings.is_json:
        print_json(answer)
        return
    found = items(answer, "candidates")
    rows = (
        (short_id(item, "one"), short_id(item, "other"), _joined(" / ", item["titles"]), item["strength"],
         _joined(", ", item["words"]))
        for item in found
    )  # fmt: skip
    print_table(("one", "other", "", "how sure", "why"), rows)
    print_note(f"{len(found)} of {answer['total']}, among {answer['people']} people")
    if answer["crowded"]:
        print_note(f"{answer['crowded']} names are shared by too many people to compare them all.")


@duplicates.command()
@click.argument("one")
@click.argument("other")
@click.argument("verdict", type=click.Choice(("same", "not-same", "later", "undecided")))
@_pass_settings
def decide(settings: Settings, one: str, other: str, verdict: str) -> None:
    """Say that the records ONE and OTHER are of one person, or not; `undecided` takes that back."""
    answer = ask(settings, "duplicates.decide", {"one": one, "other": other, "verdict": verdict})
    if settings.is_json:
        print_json(answer)
    else:
        print_line(str(answer["record"]))


def _joined(sign: str, value: object) -> str:
    return sign.join(map(str, value)) if isinstance(value, list) else ""
