"""Sheets of paper: what stands on them, and what must not."""

from node.ledger.return_code import code_of
from tests.api.desk import Desk
from tests.api.sample import Sample


def addressed(sample: Sample) -> None:
    """Give the colony an address and anna a postal name."""
    sample.add(
        "home",
        "place",
        category="penal_colony",
        names__a__text="TEST-калонія",
        addresses__x__text="TEST-вул. Прыдуманая 1",
        addresses__x__postcode="220000",
        addresses__x__language="be",
        rules_parcels="TEST-да 50 кг",
    )
    sample.add("stay2", "placement", person=sample.records["anna"], place=sample.records["home"], began_on="2026-01-01")


def sheet(sample: Sample, kind: str, name: str = "anna") -> str:
    return sample.url(name).replace("/card/", f"/print/{kind}/")


async def test_letter_list_has_name_and_address_and_more_only_where_ticked(desk: Desk, sample: Sample) -> None:
    addressed(sample)
    sample.add("charge", "charge", person=sample.records["anna"], article_text="TEST-342")
    plain = await desk.get("/print/letters?born=4")
    assert "TEST-Узорова" in plain.text or "TEST-Узорава" in plain.text
    assert "220000" in plain.text
    assert "1985" not in plain.text
    assert "TEST-342" not in plain.text
    full = await desk.get("/print/letters?born=4&dates=1&articles=1")
    assert "1985" in full.text
    assert "TEST-342" in full.text
    assert "TEST-Узор" not in (await desk.get("/print/letters?born=5")).text


async def test_person_who_may_not_be_written_to_is_left_out_and_counted(desk: Desk, sample: Sample) -> None:
    listed = await desk.get("/print/letters?born=4")  # no address
    assert "1 person is left out" in listed.text


async def test_labels_and_cards_have_the_address(desk: Desk, sample: Sample) -> None:
    addressed(sample)
    for kind, css in (("labels", "labels.css"), ("cards", "a6.css")):
        page = await desk.get(f"/print/{kind}?born=4")
        assert "TEST-вул. Прыдуманая 1" in page.text
        assert f"/static/{css}" in page.html


async def test_case_sheet_says_the_case_and_no_helper(desk: Desk, sample: Sample) -> None:
    addressed(sample)
    page = await desk.get(sheet(sample, "case"))
    for words in ("serving imprisonment", "imprisonment · 4 years 6 months", "TEST-праваабаронцы", "220000"):
        assert words in page.text
    for secret in ("carol", "TEST-лекі", "alice", "bob"):
        assert secret not in page.text


async def test_withheld_name_is_on_no_sheet(desk: Desk, sample: Sample) -> None:
    for kind in ("case", "helper"):
        page = await desk.get(sheet(sample, kind, "withheld"))
        assert page.status == 200
        assert "TEST-Withheld" not in page.html
    assert "TEST-Withheld" not in (await desk.get("/print/letters?born=")).html


async def test_court_sheet_has_hearings_and_no_observer(desk: Desk, sample: Sample) -> None:
    told = {"held_on": "2026-03-20", "starts_at": "10:00", "court_text": "TEST-суд", "observers/a/who": "carol"}
    sample.add("h", "hearing", person=sample.records["anna"], **told)
    page = await desk.get("/print/courts?month=2026-03")
    assert "Hanna TEST-Uzorava" in page.text
    assert "TEST-суд" in page.text
    assert "carol" not in page.html
    assert "No hearing" in (await desk.get("/print/courts?day=2026-03-21")).text


async def test_helper_sheet_says_nothing_of_the_case_and_comes_back_by_its_code(desk: Desk, sample: Sample) -> None:
    addressed(sample)
    page = await desk.get(sheet(sample, "helper"))
    assert "TEST-да 50 кг" in page.text
    assert "TEST-лекі" in page.text
    for secret in ("imprisonment", "1985", "TEST-праваабаронцы", "carol"):
        assert secret not in page.text
    code = code_of(sample.records["anna"])
    assert code in page.text
    back = await desk.get(f"/return?code={code.lower()}")
    links = [link.attrs["href"] for link in back.page.one("main").all("a")]
    assert sample.url("anna") in links
    assert any(link.startswith("/add/letter?") for link in links)
    assert "No sheet has this code" in (await desk.get("/return?code=AAAA-AAAA-B")).text
    assert "No sheet has this code" in (await desk.get(f"/return?code={code_of(sample.records['colony'])}")).text


async def test_helper_sheet_leaves_out_what_arrived_is_on_its_way_closed_or_for_named_people_only(
    desk: Desk, sample: Sample
) -> None:
    anna = sample.records["anna"]
    for status in ("accepted", "sent", "refused", "promised"):
        need = sample.add(f"n {status}", "need", person=anna, category="books_press", description=f"TEST-{status}")
        if status == "promised":
            sample.add("p", "pledge", need=need, by="bob", status="promised")
        else:
            sample.add(
                status, "delivery", person=anna, need=need, category="press", status=status, sent_on="2026-03-10"
            )
    sample.add("closed", "need", person=anna, category="books_press", description="TEST-closed", status="not_needed")
    sample.add("secret", "need", person=anna, category="medicine", description="TEST-few", confidentiality="closed")
    page = await desk.get(sheet(sample, "helper"))
    for words in ("TEST-refused", "TEST-promised", "TEST-лекі"):
        assert words in page.text
    for words in ("TEST-accepted", "TEST-sent", "TEST-closed", "TEST-few"):
        assert words not in page.text


async def test_sheets_are_for_people_only(desk: Desk, sample: Sample) -> None:
    assert (await desk.get(sheet(sample, "case", "colony"))).status == 404
    assert (await desk.get(sheet(sample, "helper", "colony"))).status == 404
    assert (await desk.get("/print/nothing")).status == 404


async def test_part_that_is_none_is_the_nearest(desk: Desk, sample: Sample) -> None:
    addressed(sample)
    for part in ("0", "99", "x", "-1", "9" * 5_000):
        assert (await desk.get(f"/print/letters?born=4&part={part}")).status == 200


async def test_part_beyond_the_last_is_the_last(desk: Desk, sample: Sample) -> None:
    addressed(sample)
    assert "TEST-вул. Прыдуманая 1" in (await desk.get("/print/labels?born=4&part=9")).text
