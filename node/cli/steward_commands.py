"""Commands of stewards: suspend at once, propose, sign, and see what a device could read."""

from pathlib import Path

import click

from node.cli.answers import Item, items
from node.cli.arguments import FILE
from node.cli.asking import ask
from node.cli.screen import print_json, print_line, print_pairs
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.commands.call import Answer

_pass_settings = click.make_pass_decorator(Settings)
_RECOVERY = "recovery_key_file"  # set by the group, sent with each of its commands
_space = click.option("--space", help="Its id, the beginning of it, or its title; not needed where there is one.")


@click.command()
@click.argument("device")
@click.option("--reason", metavar="CODE", help="seized (unless told), lost, copied, misused or other.")
@click.option("--space", help="Only there; in every space that knows the device unless told.")
@_pass_settings
def suspend(settings: Settings, device: str, reason: str | None, space: str | None) -> None:
    """Rest DEVICE at once, until the stewards settle it."""
    answer = ask(settings, "suspend", {"device": device, "reason": reason, "space": space})
    if settings.is_json:
        print_json(answer)
    else:
        print_line(f"suspended; spaces: {len(items(answer, 'suspensions'))}")


@click.command()
@click.argument("which", type=click.Choice(["this", "other"]))
@click.option("--space", help="Only there; in every space where it is asked unless told.")
@_pass_settings
def real(settings: Settings, which: str, space: str | None) -> None:
    """Answer which of two computers with the same keys is the real one."""
    answer = ask(settings, "real", {"which": which, "space": space})
    if settings.is_json:
        print_json(answer)
    else:
        print_line(f"answered: {answer['answered']}")


# --- proposing --------------------------------------------------------------------------------------------------------
@click.group()
@click.option("--recovery-key-file", type=FILE, help="Sign with the recovery key in this file; any member may.")
@click.pass_context
def propose(context: click.Context, recovery_key_file: Path | None) -> None:
    """Propose to the stewards of a space what takes their signatures."""
    context.meta[_RECOVERY] = None if recovery_key_file is None else str(recovery_key_file)


@propose.command()
@click.argument("devices", nargs=-1, required=True, metavar="DEVICE...")
@click.option("--keep", multiple=True, metavar="ENTRY", help="An entry up to which its log is to count.")
@click.option("--witnessed", is_flag=True, help="Count nothing but what others witnessed.")
@_space
@_pass_settings
def expel(
    settings: Settings, devices: tuple[str, ...], keep: tuple[str, ...], witnessed: bool, space: str | None
) -> None:
    """Expel devices for good, or with --keep count more of what expelled ones wrote."""
    _ask(
        settings,
        "propose.expel",
        {"devices": list(devices), "keep": list(keep), "witnessed": int(witnessed), "space": space},
    )


@propose.command()
@click.argument("records", nargs=-1, required=True, metavar="ID...")
@_pass_settings
def erase(settings: Settings, records: tuple[str, ...]) -> None:
    """Erase records for good, on every node."""
    _ask(settings, "propose.erase", {"records": list(records)})


@propose.command()
@click.argument("device")
@_space
@_pass_settings
def settle(settings: Settings, device: str, space: str | None) -> None:
    """End the suspension of DEVICE: it counts again."""
    _ask(settings, "propose.settle", {"device": device, "space": space})


@propose.command()
@click.argument("device")
@click.option("--group", help="The group it speaks for; its own unless told.")
@click.option("--remove", is_flag=True, help="Let it be a steward no longer.")
@_space
@_pass_settings
def steward(settings: Settings, device: str, group: str | None, space: str | None, *, remove: bool) -> None:
    """Make DEVICE a steward, or one no longer."""
    _ask(settings, "propose.steward", {"device": device, "group": group, "remove": int(remove), "space": space})


@propose.command()
@click.argument("name")
@click.option("--remove", is_flag=True, help="List it no longer.")
@_space
@_pass_settings
def group(settings: Settings, name: str, space: str | None, *, remove: bool) -> None:
    """List a group called NAME, or one no longer."""
    _ask(settings, "propose.group", {"name": name, "remove": int(remove), "space": space})


@propose.command()
@click.option("--votes", type=click.IntRange(min=1), help="Groups that must attest a value before it is verified.")
@click.option("--newcomers", metavar="all|live", help="What newcomers may read of the past.")
@click.option("--rotation-days", type=click.IntRange(min=1), help="Days after which a new key is suggested.")
@click.option("--attachment-kib", type=click.IntRange(min=0), help="The largest attachment; 0 for none.")
@_space
@_pass_settings
def policy(
    settings: Settings,
    votes: int | None,
    newcomers: str | None,
    rotation_days: int | None,
    attachment_kib: int | None,
    space: str | None,
) -> None:
    """Change what a space has decided for itself."""
    args: dict[str, Json] = {
        "votes": votes,
        "newcomers": newcomers,
        "rotation_days": rotation_days,
        "attachment_kib": attachment_kib,
        "space": space,
    }
    _ask(settings, "propose.policy", args)


@propose.command()
@_space
@_pass_settings
def mend(settings: Settings, space: str | None) -> None:
    """End a roster that stands against itself: abandon all but its newest certificate. Takes a recovery key."""
    _ask(settings, "propose.mend", {"space": space})


# --- signing ----------------------------------------------------------------------------------------------------------
@click.command()
@_space
@_pass_settings
def proposals(settings: Settings, space: str | None) -> None:
    """List what is proposed and not yet in force."""
    answer = ask(settings, "proposals", {"space": space})
    if settings.is_json:
        print_json(answer)
        return
    found = items(answer, "proposals")
    for item in found:
        _print_decision(item)
    if not found:
        print_line("nothing is proposed")


@click.command()
@click.argument("proposal")
@click.option("--recovery-key-file", type=FILE, help="Sign with the recovery key in this file instead.")
@_pass_settings
def sign(settings: Settings, proposal: str, recovery_key_file: Path | None) -> None:
    """Sign PROPOSAL; with signatures enough it takes effect."""
    file = None if recovery_key_file is None else str(recovery_key_file)
    _ask(settings, "sign", {"proposal": proposal, _RECOVERY: file})


def _ask(settings: Settings, name: str, args: dict[str, Json]) -> None:
    answer = ask(settings, name, {_RECOVERY: click.get_current_context().meta.get(_RECOVERY), **args})
    if settings.is_json:
        print_json(answer)
    else:
        _print_decision(answer)


def _print_decision(item: Answer | Item) -> None:
    is_done = "certificate" in item
    print_line(str(item["certificate" if is_done else "proposal"]))
    for line in item["changes"] if isinstance(item["changes"], list) else ():
        print_line(f"  {line}")
    standing = f"{item['needed']} stewards must agree; {item['signed']} have"
    print_line(f"  in force: {standing}" if is_done else f"  {standing}")


# --- what was exposed -------------------------------------------------------------------------------------------------
@click.command()
@click.argument("device")
@_pass_settings
def exposure(settings: Settings, device: str) -> None:
    """Tell what DEVICE could read."""
    answer = ask(settings, "exposure", {"device": device})
    if settings.is_json:
        print_json(answer)
        return
    for item in items(answer, "spaces"):
        kinds = item["kinds"] if isinstance(item["kinds"], dict) else {}
        print_pairs(
            [
                ("space", item["title"]),
                ("name", item["name"]),
                ("role", item["role"]),
                ("state", item["state"]),
                ("records it could read", item["records"]),
                *((f"  {kind or 'of no kind'}", count) for kind, count in kinds.items()),
                ("keys it may have", len(item["epochs"]) if isinstance(item["epochs"], list) else 0),
                ("its entries that do not count", item["held_back"]),
                ("entries of others under its keys after the cut", item["sealed_late"]),
            ]
        )
