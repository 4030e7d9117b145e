"""The program: global options, and the one place where an error becomes a line and an exit code.

0 done; 1 refused or failed, one line on standard error; 2 wrong usage. No trace of an error is ever printed.
"""

import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

import click

from keys.keyfile import NORMAL, Cost
from node.cli.arguments import ADDRESS, FILE
from node.cli.bundle_commands import answer, bundle
from node.cli.calendar_commands import calendar
from node.cli.check_commands import (
    attest,
    dispute,
    doctor,
    hide,
    rebuild,
    rotate,
    state_hash,
    status,
    unhide,
    verify,
    withhold,
)
from node.cli.demo_commands import demo
from node.cli.duplicate_commands import duplicates
from node.cli.export_commands import export, open_file
from node.cli.home_commands import backup, init, passphrase, restore
from node.cli.import_commands import import_
from node.cli.log import LEVELS, begin_log
from node.cli.peer_commands import address, confirm, invite, join, lan, sync
from node.cli.record_commands import record
from node.cli.recovery_commands import drill, panic, recover
from node.cli.screen import plain
from node.cli.settings import HOME_VARIABLE, PASSPHRASE_VARIABLE, SOCKS_VARIABLE, Settings, default_home
from node.cli.share_commands import offers, share
from node.cli.space_commands import space
from node.cli.statistics_commands import stats
from node.cli.steward_commands import exposure, proposals, propose, real, sign, suspend
from node.cli.up_commands import page, up
from node.cli.usage import usage_lines
from node.runtime.process import collect_seldom, harden
from node.runtime.refusals import install_quiet_hooks, line_of
from node.transport.address import HostPort

NAME = "apieka"
DONE, FAILED, WRONG_USAGE = 0, 1, 2


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--home", type=FILE, envvar=HOME_VARIABLE, help="The folder the node lives in.")
@click.option("--passphrase-file", type=FILE, envvar=PASSPHRASE_VARIABLE, help="Its first line is the passphrase.")
@click.option("--json", "is_json", is_flag=True, help="Print one JSON object and nothing else.")
@click.option("--socks", type=ADDRESS, envvar=SOCKS_VARIABLE, help="Call other nodes through this SOCKS5 proxy (Tor).")
@click.option("--log-level", type=click.Choice(LEVELS), default="warning", help="What is told on standard error.")
@click.version_option(version=None, message="%(prog)s %(version)s", package_name=NAME, prog_name=NAME)
@click.pass_context
def cli(
    ctx: click.Context,
    home: Path | None,
    passphrase_file: Path | None,
    socks: tuple[str, int] | None,
    *,
    is_json: bool,
    log_level: str,
) -> None:
    """A ledger of political prisoners and the help they are given, copied from node to node."""
    begin_log(log_level)
    cost = ctx.obj if isinstance(ctx.obj, Cost) else NORMAL
    ctx.obj = Settings(
        home=home or default_home(),
        passphrase_file=passphrase_file,
        is_json=is_json,
        cost=cost,
        socks=HostPort(*socks) if socks else None,
    )


for command in (init, passphrase, backup, restore, space, up, page, record, invite, join, confirm, sync, address):
    cli.add_command(command)
for command in (attest, dispute, verify, state_hash, status, doctor, rebuild, rotate, withhold, hide, unhide):
    cli.add_command(command)
for command in (import_, export, open_file, duplicates, stats, calendar):
    cli.add_command(command)
for command in (recover, drill, panic):
    cli.add_command(command)
for command in (suspend, propose, proposals, sign, exposure, real):
    cli.add_command(command)

for command in (bundle, answer, demo, lan):
    cli.add_command(command)
for command in (share, offers):
    record.add_command(command)


def main(arguments: Sequence[str] | None = None, *, cost: Cost = NORMAL) -> int:
    """Run the command line and return its exit code. `cost` is what stretching a new passphrase costs."""
    install_quiet_hooks()
    harden()
    if arguments is None:  # the process is ours alone
        collect_seldom()
    _settle_streams()
    try:
        code = cli.main(args=arguments, prog_name=NAME, standalone_mode=False, obj=cost)
    except click.UsageError as error:
        return _say(usage_lines(error), WRONG_USAGE)
    except (click.Abort, KeyboardInterrupt):
        return _say("stopped; what was saved before is whole", FAILED)
    except click.ClickException as error:
        return _say(error.format_message(), FAILED)
    except BrokenPipeError:
        return _give_up_stdout()
    except Exception as error:  # noqa: BLE001 - the edge of the program: every failure becomes one line
        return _say(line_of(error), FAILED)
    return code if isinstance(code, int) else DONE


def _say(lines: str, code: int) -> int:
    with suppress(OSError):
        click.echo("\n".join(plain(line) for line in lines.split("\n")), err=True)
    return code


def _settle_streams() -> None:
    """Let no character that the terminal's encoding lacks end a command."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")


def _give_up_stdout() -> int:
    """Whoever read standard output has left: keep the interpreter from writing to it once more at its end."""
    with suppress(OSError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return FAILED
