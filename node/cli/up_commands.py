"""The running node in the foreground, and a new link to its pages."""

import asyncio
import sys

import click

from node.api.port import Condition
from node.cli.arguments import ADDRESS, show_address
from node.cli.asking import Passphrase, ask
from node.cli.passphrases import read_passphrase
from node.cli.screen import print_json, print_line, print_note
from node.cli.settings import Settings
from node.runtime.limits import LOCK_AFTER_MINUTES_MAX, LOCK_AFTER_S

_pass_settings = click.make_pass_decorator(Settings)
_STANDS = {
    Condition.EMPTY: "Open this link to begin:",
    Condition.LOCKED: "Open this link and unlock the node:",
    Condition.OPEN: "Open this link:",
}


@click.command()
@click.option("--page", "page_at", type=ADDRESS, default="127.0.0.1:0", help="Where the pages are; 0: any free port.")
@click.option("--listen", type=ADDRESS, help="Where other nodes may call; 0: any free port.")
@click.option(
    "--lock-after",
    type=click.IntRange(1, LOCK_AFTER_MINUTES_MAX),
    default=int(LOCK_AFTER_S // 60),
    metavar="MINUTES",
    help="Lock the node when nobody has used it for so long.",
)
@click.option("--carrier", "is_carrier", is_flag=True, help="Store and forward only: no passphrase, no pages.")
@_pass_settings
def up(
    settings: Settings, page_at: tuple[str, int], listen: tuple[str, int] | None, lock_after: int, *, is_carrier: bool
) -> None:
    """Run the node and its pages until it is stopped (Ctrl-C). It asks nothing."""
    from node.runtime.up import Plan, Ready, run_node  # the web server: loaded by no other command

    given = settings.passphrase_file
    place = show_address(listen) if listen is not None else None
    plan = Plan(
        page_host=page_at[0],
        page_port=page_at[1],
        listen_at=place,
        lock_after_s=lock_after * 60.0,
        is_carrier=is_carrier,
    )
    home = settings.open_home()

    def announce(ready: Ready) -> None:
        if settings.is_json:
            print_json({"ready": True, "page": ready.page, "listen": ready.listen, "condition": ready.condition.value})
        else:
            print_line("The carrier is running." if ready.page is None else f"{_STANDS[ready.condition]} {ready.page}")
            if ready.listen is not None:
                print_note(f"Other nodes may call {ready.listen}.")
            if ready.page is not None:
                print_note("It works once, on this computer. `apieka page` makes another one. Ctrl-C ends the node.")
        sys.stdout.flush()

    passphrase = read_passphrase(given) if given is not None and not is_carrier else None
    asyncio.run(run_node(home, plan, passphrase=passphrase, announce=announce))


@click.command()
@_pass_settings
def page(settings: Settings) -> None:
    """Print a new one-time link to the pages of the running node."""
    answer = ask(settings, "page", {}, needs=Passphrase.NEVER)
    if settings.is_json:
        print_json(answer)
    else:
        print_line(str(answer["page"]))
