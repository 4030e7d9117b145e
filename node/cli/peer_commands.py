"""Commands that concern other nodes."""

from pathlib import Path

import click

from node.api.qr import qr_rows
from node.cli.answers import items
from node.cli.arguments import FILE, PLACE
from node.cli.asking import ask
from node.cli.bundle_commands import show_counts, show_words
from node.cli.screen import print_json, print_line, print_note, print_picture
from node.cli.settings import Settings
from node.ledger.types import Json
from node.runtime.limits import LAN_MINUTES, LAN_MINUTES_MAX

_pass_settings = click.make_pass_decorator(Settings)


@click.command()
@click.argument("space")
@click.argument("id", required=False)
@click.option("--role", default="contributor", help="reader, contributor, verifier or carrier.")
@click.option("--group", help="The group of the roster to admit into; your own unless told.")
@click.option("--address", "addresses", type=PLACE, multiple=True, help="Where your node can be reached.")
@click.option("--no-confirm", is_flag=True, help="Give the whole role at once, without comparing the six words.")
@click.option("--qr", is_flag=True, help="Show it as a picture to be scanned, too.")
@_pass_settings
def invite(
    settings: Settings,
    space: str,
    id: str | None,
    role: str,
    group: str | None,
    addresses: tuple[str, ...],
    no_confirm: bool,
    qr: bool,
) -> None:
    """Make an invitation into SPACE, or take one back with `invite revoke ID`."""
    if space == "revoke":
        if id is None:
            raise click.UsageError("name the invitation to revoke")
        answer = ask(settings, "invite.revoke", {"invitation": id})
        if settings.is_json:
            print_json(answer)
        else:
            print_line("Revoked.")
        return
    if id is not None:
        raise click.UsageError("one space is named")
    places: list[Json] = [*addresses]
    args: dict[str, Json] = {"space": space, "role": role, "group": group, "addresses": places}
    if no_confirm:
        args["no_confirm"] = "yes"
    answer = ask(settings, "invite", args)
    if settings.is_json:
        print_json(answer)
        return
    print_line(str(answer["invitation"]))
    if qr:
        print_picture(qr_rows(str(answer["invitation"]).upper()))  # large letters make a smaller picture, read alike
    print_note(f"It works once, until {answer['expires']}. Give it only to the person it is for.")
    print_note("Your six words: " + " ".join(str(word) for word in items_of(answer, "words")))


@click.command()
@click.argument("invitation")
@click.option("--address", type=PLACE, help="Where the inviter can be reached, if not as the invitation says.")
@click.option("--request", type=FILE, help="By files alone: write the request to this new file.")
@click.option("--answer", "answered", type=FILE, help="By files alone: the inviter's answer to the request.")
@_pass_settings
def join(
    settings: Settings,
    invitation: str,
    address: str | None,
    request: Path | None,
    answered: Path | None,
) -> None:
    """Join a space by an INVITATION: over the network, or by files alone."""
    if sum(item is not None for item in (address, request, answered)) > 1:
        raise click.UsageError("give one of --address, --request and --answer")
    if request is not None:
        _request(settings, invitation, request)
        return
    if answered is not None:
        _take_answer(settings, invitation, answered)
        return
    answer = ask(settings, "join", {"invitation": invitation, "address": address})
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"Joined {answer['title']} ({answer['space']}).")
    print_note("Compare words by voice. Theirs: " + " ".join(str(word) for word in items_of(answer, "words")))
    print_note("Yours: " + " ".join(str(word) for word in items_of(answer, "own_words")))


def _request(settings: Settings, invitation: str, file: Path) -> None:
    answer = ask(settings, "join.request", {"invitation": invitation, "file": str(file)})
    if settings.is_json:
        print_json(answer)
        return
    print_line("Give the file to whoever invited you; the answer comes as a file too (--answer).")
    show_words(answer)


def _take_answer(settings: Settings, invitation: str, file: Path) -> None:
    answer = ask(settings, "join.answer", {"invitation": invitation, "file": str(file)})
    if settings.is_json:
        print_json(answer)
        return
    print_line(f"Joined {answer['title']} ({answer['space']}).")
    show_counts(answer)
    show_words(answer)


@click.command()
@click.argument("device")
@click.option("--space", help="The space; the only one unless told.")
@_pass_settings
def confirm(settings: Settings, device: str, space: str | None) -> None:
    """Give the guest DEVICE, whose six words were compared, the role it was invited to."""
    answer = ask(settings, "confirm", {"device": device, "space": space})
    if settings.is_json:
        print_json(answer)
    else:
        print_line(f"Confirmed as {answer['role']}.")


@click.command()
@click.argument("space")
@click.argument("addresses", nargs=-1, type=PLACE)
@click.option("--device", help="A carrier whose addresses they are; your own node unless told.")
@_pass_settings
def address(settings: Settings, space: str, addresses: tuple[str, ...], device: str | None) -> None:
    """Tell the members of SPACE where your node, or a carrier, can be called; without ADDRESSES: nowhere any more."""
    places: list[Json] = [*addresses]
    answer = ask(settings, "address", {"space": space, "addresses": places, "device": device})
    if settings.is_json:
        print_json(answer)
    else:
        print_line("Told to the members." if answer["changed"] else "The members were told that before.")


@click.command()
@click.argument("address", type=PLACE)
@_pass_settings
def sync(settings: Settings, address: str) -> None:
    """Call the node at ADDRESS once and exchange what either lacks."""
    answer = ask(settings, "sync", {"address": address})
    if settings.is_json:
        print_json(answer)
        return
    state = "Both hold the same now." if answer["equal"] else "Not everything could be exchanged: try again."
    print_line(f"Sent {answer['sent']}, received {answer['received']} entries. {state}")


@click.command()
@click.option("--minutes", type=click.IntRange(1, LAN_MINUTES_MAX), default=LAN_MINUTES, help="How long to look.")
@click.option("--once", is_flag=True, help="End as soon as one node was met.")
@_pass_settings
def lan(settings: Settings, minutes: int, once: bool) -> None:
    """Meet other nodes of your spaces in this local network, for ten minutes. Others in it see that somebody looks."""
    args: dict[str, Json] = {"minutes": minutes, "once": "yes" if once else None}
    answer = ask(settings, "lan", args)
    if settings.is_json:
        print_json(answer)
        return
    met = items(answer, "met")
    for item in met:
        print_line(f"{item['address']}: sent {item['sent']}, received {item['received']} entries.")
    if not met and not answer["called_by"]:
        print_note("Nobody was met. Some networks keep their computers apart: use a memory stick or an address.")


def items_of(answer: dict[str, Json], name: str) -> list[Json]:
    """Return a list of an answer."""
    found = answer[name]
    assert isinstance(found, list)
    return found
