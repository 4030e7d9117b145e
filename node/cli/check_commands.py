"""Commands that judge a record, and commands that look a node over."""

from pathlib import Path

import click

from node.cli.answers import Item, items
from node.cli.arguments import FILE
from node.cli.asking import Passphrase, ask
from node.cli.errors import Failed
from node.cli.screen import print_json, print_line, print_note, print_pairs, print_table
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer

_pass_settings = click.make_pass_decorator(Settings)
_source = click.option("--source", metavar="ID", help="The record of the source this rests on.")


# --- judging a record -------------------------------------------------------------------------------------------------
@click.command()
@click.argument("record")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@click.option("--step", help="What was checked, by its code, such as two_sources.")
@_source
@_pass_settings
def attest(settings: Settings, record: str, paths: tuple[str, ...], step: str | None, source: str | None) -> None:
    """Sign that you checked the values that stand at PATH."""
    args: dict[str, Json] = {"record": record, "paths": list(paths), "step": step, "source": source}
    _show_entry(settings, ask(settings, "attest", args))


@click.command()
@click.argument("record")
@click.argument("paths", nargs=-1, required=True, metavar="PATH...")
@_source
@_pass_settings
def dispute(settings: Settings, record: str, paths: tuple[str, ...], source: str | None) -> None:
    """Sign that you doubt the values that stand at PATH."""
    args: dict[str, Json] = {"record": record, "paths": list(paths), "source": source}
    _show_entry(settings, ask(settings, "dispute", args))


@click.command()
@click.argument("record")
@click.option("--reason", required=True, metavar="CODE", help="Why, by its code, such as family_request.")
@_pass_settings
def withhold(settings: Settings, record: str, reason: str) -> None:
    """Mark a record as not to be passed on, at once; `unhide` lifts it."""
    _show_entry(settings, ask(settings, "withhold", {"record": record, "reason": reason}))


@click.command()
@click.argument("record")
@_pass_settings
def hide(settings: Settings, record: str) -> None:
    """Hide a record from lists and search, at once; `unhide` lifts it."""
    _show_entry(settings, ask(settings, "hide", {"record": record}))


@click.command()
@click.argument("record")
@_pass_settings
def unhide(settings: Settings, record: str) -> None:
    """Lift the hidings of a record."""
    _show_entry(settings, ask(settings, "unhide", {"record": record}))


def _show_entry(settings: Settings, answer: Answer) -> None:
    if settings.is_json:
        print_json(answer)
    elif answer["waiting"]:
        print_line("kept: it is written once a new key of the space is here")
    else:
        print_line(str(answer["entry"]))


# --- looking a node over ----------------------------------------------------------------------------------------------
@click.command()
@click.argument("file", type=FILE, required=False)
@_pass_settings
def verify(settings: Settings, file: Path | None) -> None:
    """Check every entry, payload and page of this node, or every part of a backup FILE."""
    needs = Passphrase.IF_LOCKED if file is None else Passphrase.ALWAYS
    answer = ask(settings, "verify", {"file": None if file is None else str(file)}, needs=needs)
    problems = items(answer, "problems")
    if settings.is_json:
        print_json(answer)
    elif problems:
        print_table(("where", "what"), ((item["where"], item["what"]) for item in problems))
    else:
        print_line(f"nothing is wrong; entries checked: {answer['entries']}")
    if problems:
        first = f"{problems[0]['where']}: {problems[0]['what']}"
        raise Failed(first if len(problems) == 1 else f"{len(problems)} things are wrong; the first: {first}")


@click.command("state-hash")
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@_pass_settings
def state_hash(settings: Settings, space: str | None) -> None:
    """Tell the hash of all that a space shows: equal on nodes that hold the same."""
    answer = ask(settings, "state-hash", {"space": space})
    if settings.is_json:
        print_json(answer)
        return
    print_line(str(answer["state_hash"]))
    if answer["partial"]:
        print_note("Partial: keys or entries are lacking here.")


@click.command()
@_pass_settings
def status(settings: Settings) -> None:
    """Tell how this node stands."""
    answer = ask(settings, "status", {}, needs=Passphrase.PERHAPS)
    if settings.is_json:
        print_json(answer)
        return
    print_pairs(
        [("node", answer["condition"]), ("running", "yes" if answer["running"] else "no")]
        + [(name, answer[name]) for name in ("name", "device") if name in answer]
    )
    columns = ("space", "title", "role", "members", "records")
    if answer["spaces"]:
        print_table(columns, ([item[column] for column in columns] for item in items(answer, "spaces")))
        for item in items(answer, "spaces"):
            tell_withheld(item)
            _tell_keys(item)
    if answer["peers"]:
        shown = ("name", "role", "state", "missing", "left_s", "heard")
        print_table(shown, ([item[column] for column in shown] for item in items(answer, "peers")))


def tell_withheld(item: Item) -> None:
    """Say which ends of logs others have seen and this node has not."""
    for end in items(item, "withheld"):
        whose = end["name"] or "a device not known here"
        told = ", ".join(str(name) for name in end["told_by"])  # type: ignore[union-attr]
        since = f", last heard of on {end['heard']}" if end["heard"] else ""
        print_note(
            f"{item['title']}: entries of {whose} that {told} had and that are not here: {end['entries']}{since}"
        )


def _tell_keys(item: Item) -> None:
    """Say what of a space's keys is not as it should be."""
    title, state = item["title"], item["erasing"]
    if item["waiting"]:
        print_note(f"{title}: records with changes that wait for a new key: {item['waiting']}")
    if isinstance(state, dict):
        names = ", ".join(str(name) for name in state["waits_for"])  # type: ignore[union-attr]
        print_note(f"{title}: erasing…" + (f" waiting for {names}" if names else ""))
    if item["bad_keys_from"]:
        names = ", ".join(str(name) for name in item["bad_keys_from"])  # type: ignore[union-attr]
        print_note(f"{title}: keys that are none were sent by {names}: ask them, and look at that computer")
    if item["rotation_suggested"]:
        print_note(f"{title}: its key is old; `rotate` makes a new one")


@click.command()
@click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")
@_pass_settings
def rotate(settings: Settings, space: str | None) -> None:
    """Make a new key for what is written from now on (stewards)."""
    answer = ask(settings, "rotate", {"space": space})
    if settings.is_json:
        print_json(answer)
    else:
        print_line(str(answer["kid"]))


@click.command()
@_pass_settings
def doctor(settings: Settings) -> None:
    """Tell what is wrong with this node and how to mend it."""
    answer = ask(settings, "doctor", {}, needs=Passphrase.PERHAPS)
    if settings.is_json:
        print_json(answer)
        return
    for name, title in (("problems", "wrong"), ("advice", "advice")):
        found = items(answer, name)
        if found:
            print_table(
                (title, "where", "how to mend it"), ((item["what"], item["where"], item["mend"]) for item in found)
            )
    if not answer["problems"]:
        print_line("nothing is wrong")


@click.command()
@_pass_settings
def rebuild(settings: Settings) -> None:
    """Make lists, titles and search words anew from the entries."""
    answer = ask(settings, "rebuild", {})
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"records made anew: {answer['records']}")
    for item in items(answer, "problems"):
        print_note(f"{item['where']}: {item['what']}")
