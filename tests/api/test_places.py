"""Places with who is held there, the map of the counts, and the time line of a card."""

from node.ledger.packs import BELARUS, region_of
from tests.api.desk import Desk
from tests.api.sample import Sample
from tests.api.test_lists import listed


async def test_place_says_how_many_are_held_there_and_finds_them(desk: Desk, sample: Sample) -> None:
    places = await desk.get("/list/place")
    row = next(row for row in places.page.all("tr") if "Penal colony" in row.text)
    assert row.text == "Penal colony No. 99 TEST- penal colony TEST-горад 1 person"
    found = await desk.send(places, {}, action="/search")
    assert listed(found) == ["Hanna TEST-Uzorava"]


async def test_map_counts_people_by_the_region_of_their_place(desk: Desk, sample: Sample) -> None:
    where = sample.add("brest", "place", category="prison", names__a__text="TEST-турма", region="Брестская обл.")
    sample.add("stay of ivan", "placement", person=sample.records["ivan"], place=where, began_on="2025-01-01")
    counts = await desk.get("/counts")
    row = next(row for row in counts.page.all("tr") if row.text.startswith("Brest Region"))
    assert row.text == "Brest Region 1"
    drawn = [shape for shape in counts.page.all("polygon") if shape.attrs["class"].startswith("shade-")]
    assert [shape.attrs["class"] for shape in drawn].count("shade-4") == 1
    assert len(drawn) == 6


def test_spellings_of_regions_are_told_and_the_capital_is_none_of_them() -> None:
    told = {
        "Минская область": "by-minsk-region",
        "Minsk region": "by-minsk-region",
        "г. Минск": "by-minsk",
        "Мінск": "by-minsk",
        "Жодзіна": "by-minsk-region",
        "Магілёўская": "by-mahilou",
        "Могилев": "by-mahilou",
        "Homieĺskaja voblasć": "by-homiel",
        "Гродно": "by-hrodna",
        "Viciebsk": "by-viciebsk",
        "TEST-горад": None,
    }
    found = {text: region_of(text, BELARUS.regions) for text in told}
    assert {text: region.key if region else None for text, region in found.items()} == told


async def test_card_tells_what_happened_newest_first_by_year(desk: Desk, sample: Sample) -> None:
    line = (await desk.get(sample.url("anna"))).page.one("section", class_="timeline")
    assert [one.text.split()[0] for one in line.all("summary")] == ["2026", "2025", "2024", "2023"]
    assert [one.text.split()[0] for one in line.all("li")] == [
        "01.03.2026",
        "2025",
        "02.2024",
        "02.2024",
        "20.01.2024",
        "06.2023",
        "03.05.2023",
    ]


async def test_card_names_the_other_spellings_but_none_of_a_withheld_name(desk: Desk, sample: Sample) -> None:
    assert (await desk.get(sample.url("anna"))).page.one("p", class_="spellings").text == (
        "Ганна TEST-Узорава · Анна TEST-Узорова"
    )
    sample.add("both", "person", names__a__text="TEST-A", names__b__text="TEST-B", identity_withheld=True)
    assert not list((await desk.get(sample.url("both"))).page.all("p", class_="spellings"))
