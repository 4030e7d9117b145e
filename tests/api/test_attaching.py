"""Pictures on a card: attached, seen small, downloaded, bounded; hostile ones refused or inert."""

import io

import pytest
from aiohttp import FormData
from PIL import Image

from node.api.limits import FILES_SHOWN, PAPER_PAGES_MAX
from node.api.site import SITE
from node.crdt.ids import Record
from node.service import attachments
from node.service.attachments import NewFile, attach, attach_all, attachments_of, read_file
from node.service.deciding import propose
from node.service.limits import ATTACHMENTS_MAX
from node.service.wishes import Decide
from tests.api.desk import Answer, Desk
from tests.api.sample import HOSTILE, Sample
from tests.conftest import steady_random
from tests.support.files import away
from tests.support.forged_files import forged
from tests.support.papers import SECRET as PAPER_SECRET
from tests.support.papers import lettered_paper, locked_paper, paper, telling_paper
from tests.support.pictures import SECRET, jpeg, pixels


async def send(desk: Desk, sample: Sample, data: bytes, *, name: str = "anna", caption: str = "TEST-") -> Answer:
    """Send a picture from the card of a record."""
    form = FormData()
    form.add_field("token", desk.app_session().form_token)
    form.add_field("space", sample.space.space.hex())
    form.add_field("record", sample.records[name].hex())
    form.add_field("category", "portrait")
    form.add_field("caption", caption)
    form.add_field("file", data, filename="IMG_20260314_TEST.jpg", content_type="image/jpeg")
    return await desk.upload("/attach", form)


def attached(sample: Sample, name: str = "anna") -> tuple[Record, ...]:
    """The attachments of a record."""
    return sample.port.run(attachments_of(sample.space, sample.records[name]))


async def test_picture_is_attached_seen_small_and_downloaded(desk: Desk, sample: Sample) -> None:
    card = await desk.get(sample.url("anna"))
    (link,) = [link.attrs["href"] for link in card.page.all("a") if "/attach/" in link.attrs.get("href", "")]
    form = await desk.get(link)
    assert form.status == 200
    answer = await send(desk, sample, jpeg(pixels(800, 600)), caption="TEST-in front of the house")
    assert answer.path == sample.url("anna")
    assert "Attached." in answer.html
    assert "TEST-in front of the house" in answer.text
    (picture,) = answer.page.one("main").all("img")
    assert picture.attrs["alt"] == "TEST-in front of the house"
    small = await desk.client.get(picture.attrs["src"])
    assert small.content_type == "image/jpeg"
    assert max(Image.open(io.BytesIO(await small.read())).size) == 240
    whole = await desk.client.get(picture.attrs["src"].removesuffix("/small"))
    data = await whole.read()
    assert Image.open(io.BytesIO(data)).size == (800, 600)
    assert SECRET not in data
    assert b"TEST" not in data
    record = attached(sample)[0].hex()
    assert whole.headers["Content-Disposition"] == f'attachment; filename="picture-{record[:8]}.jpg"'


async def test_f09_file_is_handed_out_so_that_no_browser_opens_it_as_a_page(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, jpeg())
    at = f"/file/{sample.space.space.hex()}/{attached(sample)[0].hex()}"
    for path in (at, at + "/small"):
        answer = await desk.client.get(path)
        assert "sandbox" in answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.content_type == "image/jpeg"
    desk.client.session.cookie_jar.clear()
    assert (await desk.client.get(at)).status == 403


async def test_picture_of_a_letter_knows_the_person_too(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, jpeg(), name="letter")
    assert attached(sample, "letter") == attached(sample, "anna") != ()


@pytest.mark.parametrize("data", [b"", b"<svg onload=alert(1)>", b"GIF89a", b"PK\x03\x04"])
async def test_f12_file_that_is_no_picture_is_refused_and_what_was_typed_stays(
    desk: Desk, sample: Sample, data: bytes
) -> None:
    answer = await send(desk, sample, data, caption="TEST-typed")
    assert answer.status == 422
    assert 'value="TEST-typed"' in answer.html
    assert not attached(sample)


async def test_f12_file_above_the_bound_is_refused(desk: Desk, sample: Sample) -> None:
    answer = await send(desk, sample, bytes(25 * 1024 * 1024))
    assert answer.status == 413
    assert not attached(sample)


async def test_record_that_takes_no_picture_offers_none(desk: Desk, sample: Sample) -> None:
    assert "/attach/" not in (await desk.get(sample.url("need"))).html
    answer = await send(desk, sample, jpeg(), name="need")
    assert answer.status == 409


async def test_reader_attaches_nothing(desk: Desk, sample: Sample) -> None:
    sample.become_reader()
    assert "/attach/" not in (await desk.get(sample.url("anna"))).html
    assert (await send(desk, sample, jpeg())).status == 403


async def test_pictures_of_one_record_are_bounded(desk: Desk, sample: Sample) -> None:
    file = NewFile(content=b"x", type="jpeg", category="photo", caption="", is_stripped=True)
    for _ in range(ATTACHMENTS_MAX):
        sample.port.run(attach(sample.space, sample.records["ivan"], file, now=sample.port.time))
    assert "/attach/" not in (await desk.get(sample.url("ivan"))).html
    assert (await send(desk, sample, jpeg(), name="ivan")).status == 409


async def test_files_of_a_space_are_bounded(desk: Desk, sample: Sample, monkeypatch: pytest.MonkeyPatch) -> None:
    await send(desk, sample, jpeg())
    held = sample.port.run(attachments.bytes_attached(sample.space))
    assert held == len(sample.port.run(read_file(sample.space, attached(sample)[0])))
    monkeypatch.setattr(attachments, "ATTACHED_BYTES_MAX", held + 1)
    assert (await send(desk, sample, jpeg())).status == 409
    assert len(attached(sample)) == 1


async def test_space_whose_policy_takes_none_offers_none(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, jpeg())
    sample.port.run(propose(sample.space, Decide(attachment_kib=0)))
    card = await desk.get(sample.url("anna"))
    assert "/attach/" not in card.html
    assert list(card.page.one("main").all("img")), "what is there stays"
    assert (await send(desk, sample, jpeg())).status == 404
    assert (await desk.get(sample.url("anna").replace("card", "attach"))).status == 404


async def test_pictures_of_a_person_whose_name_is_withheld_are_folded(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, jpeg(), name="withheld")
    card = await desk.get(sample.url("withheld"))
    folded = [one for one in card.page.one("main").all("details") if list(one.all("img"))]
    assert len(folded) == 1


async def test_attachment_has_no_form_of_the_common_sort_and_asks_for_no_hash(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, jpeg())
    assert (await desk.get(f"/add/attachment?space={sample.space.space.hex()}")).status == 404
    assert "/add/attachment" not in (await desk.get("/list/attachment")).html
    at = f"/card/{sample.space.space.hex()}/{attached(sample)[0].hex()}"
    form = (await desk.get(at + "/edit")).html
    assert "v:caption" in form
    assert "v:hash" not in form
    assert list((await desk.get(at)).page.one("main").all("img"))


async def test_caption_is_shown_inert(desk: Desk, sample: Sample) -> None:
    answer = await send(desk, sample, jpeg(), caption=HOSTILE)
    assert not answer.foreign_scripts
    assert "<script>alert" not in answer.html


async def test_foreign_attachment_that_is_no_picture_is_never_handed_out(desk: Desk, sample: Sample) -> None:
    page = b"<html><script>alert(1)</script></html>"
    record = forged(sample, page, page)
    at = f"/file/{sample.space.space.hex()}/{record.hex()}"
    for path in (at, at + "/small"):
        answer = await desk.client.get(path)
        assert answer.status == 404
        assert b"<script>alert" not in await answer.read()
    assert (await desk.get(sample.url("anna"))).status == 200


PAPERS = {
    "damaged": (paper()[:300], "This PDF is damaged"),
    "only a first line": (b"%PDF-1.7", "This PDF is damaged"),
    "locked": (locked_paper(), "locked with a passphrase"),
    "without letters": (lettered_paper(brings_letters=False), "does not bring along the letters"),
    "too long": (paper(PAPER_PAGES_MAX + 1), f"more than {PAPER_PAGES_MAX} pages"),
}


@pytest.mark.parametrize("name", PAPERS)
async def test_f12_paper_that_cannot_be_drawn_says_why_and_what_was_typed_stays(
    desk: Desk, sample: Sample, name: str
) -> None:
    data, words = PAPERS[name]
    answer = await send(desk, sample, data, caption="TEST-typed")
    assert answer.status == 422
    assert words in answer.text
    assert 'value="TEST-typed"' in answer.html
    assert not attached(sample)


async def test_f13_paper_is_attached_page_by_page_with_nothing_but_what_is_seen(desk: Desk, sample: Sample) -> None:
    sent = telling_paper(3)
    assert PAPER_SECRET in sent
    answer = await send(desk, sample, sent, caption="TEST-verdict")
    assert answer.path == sample.url("anna")
    pictures = [item.attrs["alt"] for item in answer.page.one("main").all("img")]
    assert pictures == ["TEST-verdict · 1/3", "TEST-verdict · 2/3", "TEST-verdict · 3/3"]
    assert not list(answer.page.one("main").one("section", class_="pictures").all("details"))
    for record in attached(sample):
        kept = sample.port.run(read_file(sample.space, record))
        assert Image.open(io.BytesIO(kept)).size == (1_240, 1_755)
        assert not any(word in kept for word in (PAPER_SECRET, b"TEST", b"PDF"))


async def test_many_pages_are_folded_away_and_each_is_read_on_its_own_card(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, paper(FILES_SHOWN + 2), caption="TEST-verdict")
    shown = (await desk.get(sample.url("anna"))).page.one("main")
    assert len(list(shown.all("img"))) == FILES_SHOWN + 2
    (folded,) = [one for one in shown.all("details") if list(one.all("img"))]
    assert len(list(folded.all("img"))) == 2
    own = await desk.get(f"/card/{sample.space.space.hex()}/{attached(sample)[0].hex()}")
    (picture,) = own.page.one("main").all("img")
    large = await desk.client.get(picture.attrs["src"])
    assert Image.open(io.BytesIO(await large.read())).size == (1_240, 1_755)
    assert "sandbox" in large.headers["Content-Security-Policy"]


async def test_paper_with_more_pages_than_there_is_room_for_is_not_attached_in_part(desk: Desk, sample: Sample) -> None:
    file = NewFile(content=b"x", type="jpeg", category="photo", caption="", is_stripped=True)
    files = (file,) * (ATTACHMENTS_MAX - 2)
    sample.port.run(attach_all(sample.space, sample.records["anna"], files, now=sample.port.time))
    answer = await send(desk, sample, paper(3))
    assert answer.status == 422
    assert "2 more pictures fit" in answer.text
    assert len(attached(sample)) == ATTACHMENTS_MAX - 2


async def test_f13_picture_of_another_program_is_drawn_again_before_it_is_handed_out(
    desk: Desk, sample: Sample
) -> None:
    sent = jpeg(pixels(300, 200))
    record = forged(sample, sent, sent)
    at = f"/file/{sample.space.space.hex()}/{record.hex()}"
    assert SECRET in sample.port.run(read_file(sample.space, record))
    for path in (at, at + "/small", at + "/large"):
        answer = await desk.client.get(path)
        data = await answer.read()
        assert answer.status == 200
        assert Image.open(io.BytesIO(data)).size[0] in (300, 240)
        assert SECRET not in data
        assert b"<script>" not in data


async def test_f13_file_as_it_was_sent_leaves_only_for_who_was_warned(desk: Desk, sample: Sample) -> None:
    sent = jpeg()
    record = forged(sample, sent, sent)
    at = f"/file/{sample.space.space.hex()}/{record.hex()}/sent"
    card = await desk.get(f"/card/{sample.space.space.hex()}/{record.hex()}")
    assert at in [link.attrs.get("href") for link in card.page.all("a")]
    warned = await desk.get(at)
    assert warned.status == 200
    assert "harms the computer" in warned.text
    assert (await desk.client.post(at, data={"token": "0" * 32})).status == 403
    answer = await desk.client.post(at, data={"token": desk.app_session().form_token}, headers={"Origin": desk.origin})
    assert answer.status == 200
    assert await answer.read() == sent
    assert answer.content_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"] == f'attachment; filename="file-{record.hex()[:8]}.bin"'
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]


async def test_f12_picture_that_cannot_be_drawn_says_so(desk: Desk, sample: Sample) -> None:
    record = forged(sample, b"\xff\xd8\xffTEST-", b"\xff\xd8\xffTEST-")
    at = f"/file/{sample.space.space.hex()}/{record.hex()}"
    whole = await desk.get(at)
    assert whole.status == 404
    assert "cannot be drawn here" in whole.text
    assert at + "/sent" in whole.html
    small = await desk.client.get(at + "/small")
    assert small.status == 404
    assert small.content_type == "image/svg+xml"
    assert "sandbox" in small.headers["Content-Security-Policy"]
    body = await small.text()
    assert "cannot be drawn" in body
    assert "TEST" not in body


async def test_chunks_that_do_not_fit_the_hash_are_not_shown(desk: Desk, sample: Sample) -> None:
    drawn = jpeg()
    record = forged(sample, drawn, drawn[:-1] + b"x")
    answer = await desk.client.get(f"/file/{sample.space.space.hex()}/{record.hex()}")
    assert answer.status == 404


async def test_lock_forgets_the_small_pictures(desk: Desk, sample: Sample) -> None:
    await send(desk, sample, jpeg())
    await desk.client.get(f"/file/{sample.space.space.hex()}/{attached(sample)[0].hex()}/small")
    assert desk.app[SITE].smalls
    desk.app[SITE].forget()
    assert not desk.app[SITE].smalls


async def test_file_survives_a_restart(desk: Desk, sample: Sample, random) -> None:
    content = random(400_000)
    file = NewFile(content=content, type="jpeg", category="photo", caption="", is_stripped=True)
    record = sample.port.run(attach(sample.space, sample.records["anna"], file, now=sample.port.time))
    sample.port.reopen()
    assert sample.port.run(read_file(sample.space, record)) == content


# --- files that are not on this computer ------------------------------------------------------------------------------
async def test_picture_that_is_not_here_is_asked_for_by_a_button_and_said_to_be(desk: Desk, sample: Sample) -> None:
    record = away(sample, steady_random("TEST-away")(70_000))
    at = f"/file/{sample.space.space.hex()}/{record.hex()}"
    card = await desk.get(sample.url("anna"))
    assert not list(card.page.one("main").all("img"))
    assert "Not on this computer." in card.text
    for path in (at, at + "/sent"):
        assert (await desk.get(path)).path.endswith(record.hex()), "a link that was kept leads to the card"
    asked = await desk.send(card, {}, action=at)
    assert "Not on this computer yet; asked for. It comes with the next sync with someone who has it." in asked.text
    assert list(sample.space.files.asked) == [record]
    network = await desk.get("/network")
    assert "1 is not on this computer. 1 is asked for." in network.text


async def test_every_picture_is_kept_where_somebody_chooses_so(desk: Desk, sample: Sample) -> None:
    away(sample, steady_random("TEST-away")(70_000))
    at = f"/pictures/{sample.space.space.hex()}"
    kept = await desk.send(await desk.get("/network"), {}, action=at, do="all", button="keep")
    assert "Noted. It counts from the next sync on." in kept.html
    assert "This computer keeps every picture of this ledger." in kept.text
    assert "asked for" in (await desk.get(sample.url("anna"))).text
    back = await desk.send(kept, {}, action=at, do="opened", button="keep")
    assert "Large pictures come when somebody opens them here." in back.text


async def test_value_that_came_without_its_bytes_is_told_on_the_page_of_the_network(desk: Desk, sample: Sample) -> None:
    sample.space.files.doubtful.add(sample.records["anna"])
    assert (
        "1 record came without a large value, and every computer is asked for it." in (await desk.get("/network")).text
    )
