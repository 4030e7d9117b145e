"""Open pages hear that something changed; they are told nothing else, and looking so does not count as use."""

import asyncio

from node.api.limits import STREAMS_MAX
from tests.api.desk import Desk
from tests.api.sample import Sample


async def test_stream_says_that_something_changed_and_nothing_else(desk: Desk, new: Sample) -> None:
    async with desk.client.get("/live") as stream:
        assert stream.content_type == "text/event-stream"
        assert await stream.content.readuntil(b"\n\n") == b":\n\n"
        desk.port.tell()
        assert await stream.content.readuntil(b"\n\n") == b"event: changed\ndata:\n\n"


async def test_stream_ends_when_the_node_is_locked(desk: Desk, new: Sample) -> None:
    async with desk.client.get("/live") as stream:
        await stream.content.readuntil(b"\n\n")
        await desk.port.lock()
        assert await stream.content.read() == b"event: closed\ndata:\n\n"
    assert not desk.port.watching


async def test_stream_ends_when_the_node_stops(desk: Desk, new: Sample) -> None:
    async with desk.client.get("/live") as stream:
        await stream.content.readuntil(b"\n\n")
        await asyncio.gather(desk.app.shutdown(), stream.content.read())


async def test_more_streams_than_a_person_has_pages_are_refused(desk: Desk, new: Sample) -> None:
    streams = [await desk.client.get("/live") for _ in range(STREAMS_MAX)]
    assert (await desk.get("/live")).status == 503
    for stream in streams:
        stream.close()


async def test_stream_needs_a_session(desk: Desk) -> None:
    assert (await desk.get("/live")).status == 403


async def test_page_asked_for_again_by_the_script_keeps_its_notices(desk: Desk, new: Sample) -> None:
    desk.app_session().notice("TEST-notice")
    again = await desk.get("/", headers={"X-Quiet": "1"})
    assert "TEST-notice" not in again.html
    assert "TEST-notice" in (await desk.get("/")).html


async def test_page_with_slips_does_not_load_itself_again(desk: Desk, new: Sample) -> None:
    form = await desk.get("/add/person")
    assert "/static/live.js" in [script.attrs["src"] for script in form.page.all("script")]
    again = await desk.send(form, {}, do="save")
    assert again.status == 422
    assert [script.attrs["src"] for script in again.page.all("script")] == ["/static/form.js"]
