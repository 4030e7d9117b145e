"""What a hostile computer wrote is cut off on a page before the harm; late honest work is taken in again there."""

from keys.signing import SigningKey
from node.crdt.ids import Device, Record
from node.crdt.members import State
from node.service.records import hide, read_projection, set_values
from tests.api.desk import Answer, Desk
from tests.api.sample import Sample
from tests.api.test_seized import KEYS, found_five, members_of, sit

BOB = KEYS["bob"]


def spellings(sample: Sample, name: str) -> dict[str, object]:
    """Give what stands in a record."""
    return dict(sample.port.run(read_projection(sample.space, sample.records[name])).values())


async def overwrite(sample: Sample, *names: str) -> None:
    """Let whoever sits there overwrite and hide records."""
    for name in names:
        record: Record = sample.records[name]
        sample.port.run(set_values(sample.space, record, {"sex": "female", "birth_place": "TEST-nowhere"}, now=1))
        sample.port.run(hide(sample.space, record, reason="person_request"))


async def choose(desk: Desk, sample: Sample, key: SigningKey, text: str) -> Answer:
    """Propose on the page that the work of a device ends with the entry whose line holds a text."""
    path = f"/entries/{sample.space.space.hex()}/{key.public.hex()}"
    page = await desk.get(path)
    line = next(item for item in page.page.all("li", class_="line") if text in item.text)
    radio = line.one("input")
    return await desk.send(page, {radio.attrs["name"]: radio.attrs["value"]}, action=path)


async def sign_all(desk: Desk, sample: Sample, keys: dict[str, SigningKey], *names: str) -> None:
    """Let others sign the only proposal that is not signed by somebody suspended alone."""
    for name in names:
        sit(sample, keys[name])
        waiting = await desk.get("/proposals")
        button = waiting.page.one("main").one("a", class_="button")
        asked = await desk.get(button.attrs["href"])
        await desk.send(asked, {}, action=asked.path)


async def test_work_is_cut_before_the_harm_and_honest_work_taken_in_again(desk: Desk, sample: Sample) -> None:
    keys = found_five(sample)
    sit(sample, BOB)
    sample.port.run(set_values(sample.space, sample.records["ivan"], {"birth_place": "TEST-Слуцк"}, now=1))
    before = {name: spellings(sample, name) for name in ("ivan", "anna")}
    await overwrite(sample, "ivan", "anna")
    assert spellings(sample, "anna") != before["anna"]
    sit(sample, keys["carol"])
    await desk.send(await desk.get(f"/suspend/{BOB.public.hex()}"), {})
    assert spellings(sample, "ivan") != before["ivan"], "what was held when it was suspended still counts"

    page = await desk.get(f"/entries/{sample.space.space.hex()}/{BOB.public.hex()}")
    lines = [item.text for item in page.page.all("li", class_="line")]
    assert "withheld or hid a record" in lines[0]
    assert [line for line in lines if "up to entry 1 " in line and "wrote" in line]
    await choose(desk, sample, BOB, "up to entry 1 ")
    await sign_all(desk, sample, keys, "dave", "erin", "alice")
    assert members_of(sample)[Device(BOB.public)].state is State.EXPELLED
    assert {name: spellings(sample, name) for name in before} == before
    assert "Nothing is withheld or hidden." in (await desk.get("/hidden")).text

    # The first of the two overwritings turns out to have been bob's own: it is taken in again on the same page.
    page = await desk.get(f"/entries/{sample.space.space.hex()}/{BOB.public.hex()}")
    assert "As it stands now: up to entry 1" in page.text
    assert "written after the author was expelled" in page.text
    await choose(desk, sample, BOB, "up to entry 2 ")
    await sign_all(desk, sample, keys, "carol", "dave")
    assert spellings(sample, "ivan")["birth_place"] == "TEST-nowhere"
    assert spellings(sample, "anna") == before["anna"]


async def test_nothing_of_it_may_count_and_an_unknown_entry_is_refused(desk: Desk, sample: Sample) -> None:
    found_five(sample)
    sit(sample, BOB)
    await overwrite(sample, "ivan")
    sit(sample, KEYS["carol"])
    path = f"/entries/{sample.space.space.hex()}/{BOB.public.hex()}"
    page = await desk.get(path)
    names = sorted({field.attrs["name"] for field in page.page.all("input", type="radio")})
    form = {"token": desk.app_session().form_token}
    assert (await desk.post(path, {**form, names[0]: "00" * 32})).status == 400
    assert (await desk.post(path, {**form, "end:xyz": "nothing"})).status == 400
    done = await desk.send(page, dict.fromkeys(names, "nothing"), action=path)
    assert "Signed. It waits for the others" in done.html
    assert (await desk.get(f"/entries/{sample.space.space.hex()}/{'00' * 32}")).status == 404
