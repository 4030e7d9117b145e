"""Joining by files on the pages: what is offered when; what is no answer or no request is said and stored nowhere."""

import pytest
from aiohttp import FormData

from keys.secret import Secret
from node.crdt.grants import Role
from node.crdt.ids import Space
from node.service.invitations import Invitation, invitation_text
from node.service.joining_by_file import ask_by_file
from tests.api.desk import Answer, Desk
from tests.api.reader import form_fields
from tests.api.sample import Sample


@pytest.fixture
def invitation(new: Sample) -> Invitation:
    """An invitation into a space that this node is not in."""
    return Invitation(
        space=Space(b"s" * 16),
        head=new.space.view.head,
        inviter=new.space.device,
        secret=Secret(b"t" * 16),
        role=Role.READER,
        group=None,
        expires=new.port.time + 86_400,
        addresses=(),
    )


async def bring(desk: Desk, page: Answer, action: str, data: bytes) -> Answer:
    """Send a file by a form of a page."""
    form = FormData()
    for name, value in form_fields(page.form(action)).items():
        if name != "file":
            form.add_field(name, value)
    form.add_field("file", data, filename="data.bin", content_type="application/octet-stream")
    return await desk.upload(action, form)


async def test_request_of_the_pasted_invitation_is_offered_and_downloaded(desk: Desk, invitation: Invitation) -> None:
    assert "No request waits for an answer here." in (await desk.get("/join/files")).text
    await desk.send(await desk.get("/join"), {"invitation": invitation_text(invitation)})
    page = await desk.get("/join/files")
    assert "The invitation at hand" in page.text
    asked = await desk.client.post(
        "/join/request", data=form_fields(page.form("/join/request")), headers={"Origin": desk.origin}
    )
    assert await asked.read() == invitation.id
    desk.network.has_expired = True
    refused = await desk.send(page, {}, action="/join/request")
    assert (refused.status, "has expired" in refused.text) == (409, True)
    form = {"token": desk.app_session().form_token, "invitation": "00" * 16}
    assert (await desk.post("/join/request", form)).status == 400


async def test_answer_that_is_none_is_refused_and_the_request_still_waits(
    desk: Desk, new: Sample, invitation: Invitation
) -> None:
    new.port.run(ask_by_file(new.port.node, invitation, new.port.time))
    page = await desk.get("/join/files")
    assert "Asked, and waiting for the answer" in page.text
    refused = await bring(desk, page, "/join/answer", b"something else")
    assert (refused.status, "Nothing was stored." in refused.text) == (409, True)
    assert "Asked, and waiting for the answer" in (await desk.get("/join/files")).text


async def test_request_that_is_none_lets_nobody_in(desk: Desk, new: Sample) -> None:
    page = await desk.get("/carry")
    refused = await bring(desk, page, "/carry/answer", b"something else")
    assert (refused.status, "Nobody was let in." in refused.text) == (422, True)
    assert (await bring(desk, page, "/carry/answer", b"asked")).html == "answered"
