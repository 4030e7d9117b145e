"""No word of English, no English date on any page a reader of Belarusian or Russian comes to by following links.

Content keeps its own language: what stands in elements with a language of their own, and the values of the sample.
"""

import re
from collections import deque
from collections.abc import Iterator

import pytest

from tests.api.desk import Answer, Desk
from tests.api.reader import Element, form_fields
from tests.api.sample import Sample

PAGES_MIN = 150
PER_SORT = 2  # pages of one address without its ids: a card of each kind has a sort of its own
IDS = re.compile(r"[0-9a-f]{16,}|(?<==)[\w%.~-]+")
WORD = re.compile(r"(?<![\w.@/-])[A-Za-z][A-Za-z'’]{2,}(?![\w@/-]|\.\w)")
ENGLISH_DATE = re.compile(r"\b\d{4}-\d\d-\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b\d+(?:st|nd|rd|th)\b")
SHOWN_ATTRIBUTES = ("aria-label", "placeholder", "title", "alt", "value")
NAMES = {  # of formats, programs and standards, which no language translates
    *("Apieka", "API", "CSV", "XLSX", "JSON", "ICS", "PDF", "JPEG", "PNG", "WebP", "Tor", "UTF", "UTC", "SSD", "ICAO"),
    *("BYN", "EUR", "Amnesty", "http", "https"),
}
CONTENT = frozenset(
    ["alice", "bob", "carol", "Hanna", "Uzorava", "Penal", "colony", "script", "alert", "img", "src", "onerror"]
)


def shown(element: Element, language: str) -> Iterator[str]:
    """Yield what a person reads or hears in an element, without content of another language."""
    if element.attrs.get("lang", language) != language or element.attrs.get("translate") == "no":
        return
    if element.tag in ("script", "style", "code", "kbd", "bdi", "textarea", "svg"):
        return
    for name in SHOWN_ATTRIBUTES:
        is_value = name == "value" and element.attrs.get("type") not in ("submit", "button")
        if name in element.attrs and not is_value:
            yield element.attrs[name]
    for child in element.children:
        if isinstance(child, str):
            yield child
        else:
            yield from shown(child, language)


def strange(answer: Answer, language: str) -> set[str]:
    """Give the English words and dates of a page."""
    (body,) = answer.page.all("body")
    text = " ".join(" ".join(shown(body, language)).split())
    text = re.sub(r"\S*TEST-\S*", "", text)
    words = set(WORD.findall(text)) - NAMES - CONTENT
    return words | set(ENGLISH_DATE.findall(text))


async def crawl(desk: Desk, language: str, *more: str) -> tuple[int, dict[str, set[str]]]:
    """Follow every link from the first page and more; count the pages and give what is strange on each."""
    desk.language = language
    waiting, seen, sorts = deque(["/", *more]), {"/", *more}, dict[str, int]()
    pages, found = 0, dict[str, set[str]]()
    while waiting:
        path = waiting.popleft()
        answer = await desk.get(path)
        if not answer.page.children:
            continue  # a file
        assert answer.status == 200, (path, answer.status)
        pages += 1
        if odd := strange(answer, language):
            found[path] = odd
        for link in answer.page.all("a"):
            address = link.attrs.get("href", "").partition("#")[0]
            sort = IDS.sub("*", address)
            if address.startswith("/") and address not in seen and sorts.get(sort, 0) < PER_SORT:
                seen.add(address)
                sorts[sort] = sorts.get(sort, 0) + 1
                waiting.append(address)
    return pages, found


def deepen(sample: Sample) -> None:
    """Add what the sample lacks: a person twice, hearings, a promise, a doubt."""
    anna = sample.records["anna"]
    sample.add("again", "person", names__a__text="Анна TEST-Узорова", birth_date="1985", sex="female")
    sample.add("hearing", "hearing", person=anna, held_on="2026-03-20", starts_at="10:00", court_text="TEST- суд")
    sample.add("over", "hearing", person=anna, held_on="2026-03-01", court_text="TEST- суд")
    sample.add("promised", "need", person=anna, category="lawyer_fee", amount="EUR:100", due_on="2026-04")
    sample.say_as_bob("ivan", {"birth_place": "TEST-вёска", "note": "TEST-"}, beside=False)


@pytest.mark.parametrize("language", ["be", "ru"])
async def test_no_page_says_anything_in_english(desk: Desk, sample: Sample, language: str) -> None:
    deepen(sample)
    space = sample.space.space.hex()
    forms = [f"/add/{kind.name}?space={space}" for kind in desk.port.registry if kind.name != "attachment"]
    pages, found = await crawl(desk, language, *forms)
    assert found == {}
    assert pages > PAGES_MIN


@pytest.mark.parametrize("language", ["be", "ru"])
async def test_no_refusal_and_no_notice_says_anything_in_english(desk: Desk, sample: Sample, language: str) -> None:
    desk.language = language
    space, device = sample.space.space.hex(), sample.space.device.hex()
    odd = dict[str, set[str]]()

    def look(answer: Answer, name: str, status: int) -> Answer:
        assert answer.status == status, (name, answer.status)
        if words := strange(answer, language):
            odd[name] = words
        return answer

    for kind in desk.port.registry:
        if kind.name != "attachment":
            form = await desk.get(f"/add/{kind.name}?space={space}")
            again = await desk.send(form, dict.fromkeys(text_fields(form), "TEST-?"), do="save")
            look(again, f"wrong {kind.name}", 422)
    look(await desk.get("/nothing"), "nowhere", 404)
    look(await desk.get(f"/suspend/{device}"), "suspend oneself", 200)
    look(await desk.post("/lock", {}), "without a token", 403)
    look(await desk.get("/people", headers={"Host": "elsewhere"}), "another host", 403)
    card = await desk.get(sample.url("anna"))
    kept = next(form for form in card.forms if form.attrs["action"].endswith("/merge"))
    fields = {**form_fields(kept), "v:birth_date": "TEST-when"}
    look(await desk.post(kept.attrs["action"], fields), "merge", 422)
    look(await desk.post(kept.attrs["action"], {**fields, "stood": "00"}), "merge late", 422)
    look(await desk.post(kept.attrs["action"], {**form_fields(kept), "v:birth_date": "1985"}), "merged", 200)
    edit = await desk.get(sample.url("ivan") + "/edit")
    look(await desk.send(edit, {"v:note": "TEST- +375 29 123-45-67"}, do="save"), "a phone", 422)
    look(await desk.send(edit, {"v:birth_place": "TEST-"}, do="save"), "saved", 200)
    await desk.port.lock()
    look(await desk.get("/unlock"), "locked", 200)
    assert odd == {}


@pytest.mark.parametrize("language", ["be", "ru"])
async def test_first_run_says_nothing_in_english(desk: Desk, language: str) -> None:
    desk.language = language
    first = await desk.let_in()
    assert strange(first, language) == set()
    wrong = await desk.send(first, {"name": ""}, do="make")
    assert wrong.status == 422
    assert strange(wrong, language) == set()
    made = await desk.send(wrong, {"written": "yes", "name": "alice", "title": "TEST-", "group": ""}, do="make")
    assert made.path == "/recovery"
    for path in ("/recovery", "/", "/people", "/needs", "/letters", "/network", "/counts"):
        assert strange(await desk.get(path), language) == set(), path


def text_fields(form: Answer) -> list[str]:
    """Give the names of the fields to type in."""
    inputs = [field for field in form.page.one("main").all("input") if field.attrs.get("type", "text") == "text"]
    return [field.attrs["name"] for field in inputs if field.attrs.get("name", "").startswith("v:")]
