"""A node in the foreground: its pages, its local channel, its end. Real processes."""

import http.cookiejar
import json
import os
import pty
import select
import signal
import socket
import stat
import subprocess
import sys
import urllib.error
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tests.e2e.terminal import PASSPHRASE, WAIT_S, Terminal

unix = pytest.mark.skipif(sys.platform == "win32", reason="signals and socket files")


def visit(link: str) -> tuple[int, str]:
    """Open a link as a browser with cookies does; return the status and the path it ends at."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar()))
    try:
        with opener.open(link, timeout=WAIT_S) as response:
            return response.status, urlsplit(response.url).path
    except urllib.error.HTTPError as error:
        return error.code, urlsplit(error.url or "").path


def test_first_run_page_answers_in_an_empty_home_and_the_end_is_clean(terminal: Terminal) -> None:
    with terminal.up(is_open=False) as node:
        assert node.ready["ready"] is True
        assert node.ready["listen"] is None
        assert visit(node.ready["page"]) == (200, "/begin")
        assert visit(node.ready["page"])[0] == 403  # the link works once
        assert terminal.ask("status", is_open=False)["condition"] == "empty"
        done = node.stop()
    assert (done.code, done.out, done.err) == (0, "", "")
    assert sorted(path.name for path in terminal.home.iterdir()) == ["running"]


def test_node_starts_locked_without_a_passphrase_and_open_with_it(alice: Terminal) -> None:
    with alice.up(is_open=False) as node:
        assert visit(node.ready["page"]) == (200, "/unlock")
        assert node.stop(signal.SIGINT).code == 0
    with alice.up() as node:
        assert visit(node.ready["page"])[1] not in ("/unlock", "/begin")
        assert node.stop().code == 0


def test_init_through_a_running_node_opens_its_pages(terminal: Terminal) -> None:
    with terminal.up(is_open=False) as node:
        terminal.ask("init", "--name", "alice")
        terminal.ask("space", "create", "TEST network", is_open=False)
        link = terminal.ask("page", is_open=False)["page"]
        assert visit(link)[1] not in ("/unlock", "/begin")
        assert node.stop().code == 0
    assert len(terminal.ask("space", "list")["spaces"]) == 1


def test_commands_go_through_the_running_node(alice: Terminal) -> None:
    record = alice.ask("record", "add", "person", "names/+/text=TEST-Ales")["record"]
    before = alice.ask("state-hash")
    with alice.up() as node:
        assert alice.ask("state-hash", is_open=False) == before
        assert alice.ask("status", is_open=False)["running"] is True
        alice.ask("record", "set", record, "sex=male", is_open=False)
        assert alice.ask("record", "show", record, is_open=False)["fields"]["sex"] == "male"
        assert "'persn'" in alice.run("record", "add", "persn", "a=b", is_open=False).line
        assert alice.ask("verify", is_open=False)["ok"] is True
        assert node.stop().code == 0
    assert alice.ask("record", "show", record)["fields"]["sex"] == "male"


def test_locked_node_is_unlocked_for_one_command_only(alice: Terminal) -> None:
    with alice.up(is_open=False) as node:
        assert "passphrase" in alice.run("space", "list", is_open=False).line
        assert len(alice.ask("space", "list")["spaces"]) == 1
        assert alice.ask("status", is_open=False)["condition"] == "locked"
        right, alice.passphrase = alice.passphrase, "TEST wrong"
        assert "does not open" in alice.run("space", "list").line
        alice.passphrase = right
        assert node.stop().code == 0


@unix
def test_signal_locks_an_open_node(alice: Terminal) -> None:
    with alice.up() as node:
        assert alice.ask("status", is_open=False)["condition"] == "open"
        node.process.send_signal(signal.SIGUSR1)
        for _ in range(100):  # each turn is a whole process: a signal is long delivered
            if alice.ask("status", is_open=False)["condition"] == "locked":
                break
        assert alice.ask("status", is_open=False)["condition"] == "locked"
        assert node.stop().code == 0


@unix
@pytest.mark.parametrize("way", ["signal", "command"])
def test_f08_panic_ends_a_running_node_and_leaves_nothing(alice: Terminal, way: str) -> None:
    with alice.up() as node:
        if way == "signal":
            node.process.send_signal(signal.SIGUSR2)
        else:
            assert alice.ask("panic", is_open=False) == {"destroyed": True}
        assert node.process.wait(timeout=WAIT_S) == 0
    assert [path for path in alice.home.rglob("*") if path.is_file() and path.name != "running"] == []


def test_f11_second_node_and_a_home_in_use_are_refused(alice: Terminal) -> None:
    with alice.up() as node:
        done = alice.run("--json", "up", "--page", "127.0.0.1:0")
        assert "running already" in done.line
        assert alice.ask("space", "list", is_open=False)["spaces"]
        (alice.home / "control").unlink()  # as if the channel were lost: the store's own lock still holds
        assert "in use" in alice.run("space", "list").line
        assert node.stop().code == 0
    assert alice.ask("verify")["ok"] is True


@unix
def test_killed_node_leaves_nothing_that_stops_the_next(alice: Terminal) -> None:
    with alice.up() as node:
        assert stat.S_ISSOCK((alice.home / "control").stat().st_mode)
        node.stop(signal.SIGKILL)
    assert (alice.home / "control").exists()
    assert len(alice.ask("space", "list")["spaces"]) == 1
    with alice.up() as node:
        assert alice.ask("status", is_open=False)["running"] is True
        assert node.stop().code == 0


@unix
def test_only_the_owner_can_open_the_local_channel(alice: Terminal) -> None:
    with alice.up(is_open=False) as node:
        assert stat.S_IMODE((alice.home / "control").stat().st_mode) == 0o600
        assert stat.S_IMODE(alice.home.stat().st_mode) == 0o700
        assert node.stop().code == 0


@unix
def test_home_with_a_long_path_is_served_by_port_and_token(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path, name="n" * 100)
    terminal.ask("init", "--name", "alice")
    with terminal.up() as node:
        assert stat.S_IMODE((terminal.home / "control-token").stat().st_mode) == 0o600
        assert terminal.ask("status", is_open=False)["running"] is True
        assert node.stop().code == 0
    assert not (terminal.home / "control-token").exists()


def test_taken_port_and_foreign_host_are_one_line(alice: Terminal) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        assert "taken" in alice.run("up", "--page", f"127.0.0.1:{port}").line
    for host in ("0.0.0.0", "192.0.2.7", "example.org"):
        assert "this computer" in alice.run("up", "--page", f"{host}:0").line
    assert "does not open" in Terminal(alice.folder, passphrase="TEST wrong").run("up", "--page", "127.0.0.1:0").line


def test_readable_output_is_the_link_and_nothing_else_on_standard_output(alice: Terminal) -> None:
    process = subprocess.Popen(
        alice.command("up", "--page", "127.0.0.1:0", is_open=False),
        env=alice.environment(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    try:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        assert "http://127.0.0.1:" in line
        process.send_signal(signal.SIGTERM)
        out, _ = process.communicate(timeout=WAIT_S)
        assert (process.returncode, out) == (0, b"")
    finally:
        process.kill()


@unix
def test_terminal_is_asked_for_a_passphrase_and_shows_none(terminal: Terminal) -> None:
    said, code = type_into(terminal.command("init", "--name", "alice", is_open=False), terminal, [PASSPHRASE] * 2)
    assert code == 0, said
    assert "device-" in said
    assert PASSPHRASE not in said
    said, code = type_into(terminal.command("--json", "space", "list", is_open=False), terminal, [PASSPHRASE])
    assert code == 0, said
    assert '"spaces": []' in said


def type_into(command: list[str], terminal: Terminal, lines: list[str]) -> tuple[str, int]:
    """Run a command on a terminal of its own and type a line at each question; return what was shown and the code."""
    mine, its = pty.openpty()
    process = subprocess.Popen(command, env=terminal.environment(), stdin=its, stdout=its, stderr=its)
    os.close(its)
    shown, asked = b"", 0
    while select.select([mine], [], [], WAIT_S)[0]:
        try:
            part = os.read(mine, 65536)
        except OSError:
            break
        if not part:
            break
        shown += part
        if shown.rstrip(b" ").endswith(b":") and asked < len(lines):
            os.write(mine, f"{lines[asked]}\n".encode())
            asked += 1
    os.close(mine)
    return shown.decode(), process.wait(WAIT_S)


def test_concurrent_commands_are_all_carried_out(alice: Terminal) -> None:
    with alice.up() as node:
        arguments = ["--json", "record", "add", "person"]
        processes = [
            subprocess.Popen(
                alice.command(*arguments, f"names/+/text=TEST-{number}", is_open=False),
                env=alice.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
            )
            for number in range(5)
        ]
        records = {json.loads(process.communicate(timeout=WAIT_S)[0])["record"] for process in processes}
        assert len(records) == 5
        assert {item["record"] for item in alice.ask("record", "list", is_open=False)["records"]} == records
        assert node.stop().code == 0
