"""The process that draws: what it gives up, when it is ended, and what of its answer is believed."""

import asyncio
import os
import sys
from asyncio.subprocess import Process
from pathlib import Path

import pytest

from node.api.drawing import apart
from node.api.drawing.apart import draw_apart
from node.api.drawing.box import Box
from node.api.drawing.files import clean_file, small_picture, whole_picture
from node.api.drawing.sheets import DRAWN, Job, Sheet, head_of
from node.api.errors import Fault, NoPicture
from node.api.limits import KEPT_SIDE_MAX, PAPER_PAGES_MAX
from tests.support.papers import SECRET, nested_paper, paper, telling_paper
from tests.support.pictures import SECRET as TOLD
from tests.support.pictures import jpeg, pixels

ROOM = 4 * 1024 * 1024
linux = pytest.mark.skipif(sys.platform != "linux", reason="reads what Linux tells of a process")


async def refused(data: bytes, job: Job, box: Box | None = None) -> Fault:
    """Why a file is not drawn."""
    with pytest.raises(NoPicture) as error:
        await draw_apart(data, job, lambda sheet: sheet, box)
    return error.value.fault


async def test_f13_pages_of_a_paper_are_drawn_with_nothing_but_what_is_seen() -> None:
    sent = telling_paper(3)
    assert SECRET in sent
    drawn = await clean_file(sent, ROOM)
    assert len(drawn) == 3
    assert all(page.startswith(b"\xff\xd8\xff") and page.endswith(b"\xff\xd9") for page in drawn)
    assert not any(word in page for page in drawn for word in (SECRET, b"TEST", b"PDF"))


async def test_f13_attached_picture_is_drawn_again_whole_and_small() -> None:
    sent = jpeg(pixels(800, 600))
    assert TOLD in sent
    whole, small = await whole_picture(sent), await small_picture(sent)
    assert TOLD not in whole + small
    assert len(small) < len(whole)


@linux
async def test_f12_process_holds_two_pipes_and_nothing_else() -> None:
    process = await apart._started(Job.PAPER, Box())
    try:
        assert process.stdin is not None
        process.stdin.write(bytes(1024 * 1024))
        await process.stdin.drain()  # it reads: its box is closed
        at = Path(f"/proc/{process.pid}")
        limits = {line[:26].strip(): line[26:].split()[:2] for line in (at / "limits").read_text().splitlines()}
        for name in ("Max open files", "Max core file size", "Max file size", "Max processes"):
            assert limits[name] == ["0", "0"], name
        assert limits["Max address space"] == [str(Box().memory_bytes)] * 2
        assert limits["Max cpu time"] == [str(Box().cpu_s)] * 2
        assert (at / "environ").read_bytes() == b""
        assert os.readlink(at / "cwd") == "/"
        held = {number: os.readlink(at / "fd" / number) for number in os.listdir(at / "fd")}
        assert held.pop("2") == "/dev/null"
        assert all(name.startswith(("pipe:", "socket:")) for name in held.values())
        assert set(held) == {"0", "1"}
    finally:
        process.kill()
        await process.wait()


@linux
async def test_f12_closed_box_opens_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    tries = "\n".join(
        f"try: {what}; failed.append({what!r})\nexcept OSError: refused += 1"
        for what in ("open('/etc/hostname')", "open('/tmp/TEST', 'w')", "socket.socket()", "os.pipe()", "os.dup(1)")
    )
    begin = "import os, socket, sys; sys.path[:] = sys.argv[4:]; from node.api.drawing import box"
    end = "os._exit(77 if refused == 5 and not failed else 1)"
    monkeypatch.setattr(apart, "_START", f"{begin}\nfailed, refused = [], 0\nbox.close_box(box.Box())\n{tries}\n{end}")
    process = await apart._started(Job.PAPER, Box())
    assert await process.wait() == 77


@pytest.mark.parametrize("box", [Box(cpu_s=1), Box(wait_s=0)], ids=["its time", "the time it is waited for"])
async def test_f12_paper_without_end_is_ended(box: Box) -> None:
    assert await refused(nested_paper(width=6), Job.PAPER, box) is Fault.HEAVY


@linux
async def test_f12_file_that_wants_more_memory_than_there_is_is_refused() -> None:
    whole = jpeg(pixels(2_900, 2_900))
    assert len(await draw_apart(whole, Job.KEPT, lambda sheet: sheet.width)) == 1
    assert await refused(whole, Job.KEPT, Box(memory_bytes=48 * 1024 * 1024)) is Fault.HEAVY


def sheet(side: int) -> bytes:
    """A sheet as the process would send it."""
    grey = Sheet(width=side, height=side, channels=1, pixels=bytes(side * side))
    return head_of(grey) + grey.pixels


LIES = {
    "nothing": b"",
    "no sheet": bytes((DRAWN,)),
    "half a sheet": sheet(4)[:-1],
    "a sheet and no end": sheet(4),
    "an unknown byte": b"\x77",
    "two colours": b"\x02" + sheet(4)[1:],
    "a sheet above the bound": b"\x01" + (KEPT_SIDE_MAX + 1).to_bytes(4, "big") + b"\x00\x00\x00\x01",
    "a sheet of gigabytes": b"\x03" + b"\xff" * 8,
    "a sheet of no pixels": b"\x01" + bytes(8),
    "more sheets than pages": sheet(1) * (PAPER_PAGES_MAX + 1) + bytes((DRAWN,)),
}


async def test_f12_paper_of_no_page_is_refused() -> None:
    assert await refused(paper(0), Job.PAPER) is Fault.DAMAGED


@pytest.mark.parametrize("name", LIES)
async def test_f12_process_that_lies_is_not_believed(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(apart, "_START", f"import sys; sys.stdout.buffer.write(bytes.fromhex('{LIES[name].hex()}'))")
    assert await refused(b"TEST-", Job.PAPER) is Fault.DAMAGED


async def test_what_the_process_sends_is_taken_where_it_is_true(monkeypatch: pytest.MonkeyPatch) -> None:
    sent = sheet(2) + sheet(3) + bytes((DRAWN,))
    monkeypatch.setattr(apart, "_START", f"import sys; sys.stdout.buffer.write(bytes.fromhex('{sent.hex()}'))")
    assert await draw_apart(b"TEST-", Job.PAPER, lambda sheet: sheet.width) == (2, 3)


async def test_process_ends_with_whoever_waits_for_it(monkeypatch: pytest.MonkeyPatch) -> None:
    started: asyncio.Future[Process] = asyncio.get_running_loop().create_future()
    start = apart._started

    async def noted(job: Job, box: Box) -> Process:
        process = await start(job, box)
        started.set_result(process)
        return process

    monkeypatch.setattr(apart, "_started", noted)
    drawing = asyncio.create_task(draw_apart(nested_paper(width=6), Job.PAPER, lambda sheet: sheet))
    process = await started
    assert process.returncode is None
    drawing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await drawing
    assert process.returncode is not None


async def test_error_of_who_takes_a_sheet_is_told_and_the_process_ended() -> None:
    def fail(_sheet: Sheet) -> None:
        raise ValueError("TEST-")

    with pytest.raises(ValueError, match="TEST-"):
        await draw_apart(paper(3), Job.PAPER, fail)
