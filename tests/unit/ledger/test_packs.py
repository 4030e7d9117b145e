"""Country packs: Belarus as shipped, and an invented country that proves nothing is wired in."""

import re
from datetime import date

import pytest

from node.ledger import kinds
from node.ledger.declare import Level
from node.ledger.derived import RecordView, expected_release
from node.ledger.errors import ValueRefused
from node.ledger.language import LANGUAGES, labels
from node.ledger.packs import HOME, SHIPPED, Pack, court_of, reference_records, with_words
from node.ledger.packs.belarus import BELARUS
from node.ledger.packs.pack import Address, Article, Court, extended
from node.ledger.registry import Registry
from node.ledger.schema import LEDGER
from node.ledger.tables.people import observe_person
from node.ledger.tables.viasna import VIASNA
from node.ledger.types import Choice, Members
from node.ledger.values.partial_date import decode_date, is_canonical_date
from node.ledger.vocabulary import detention, judgment, place, regime
from node.ledger.vocabulary.table import Vocabulary, vocabulary
from tests.support.testland import OF_TESTLAND, TESTLAND

COUNTRY_WORDS = re.compile(
    "kgb|gubopik|omon|sizo|shizo|khimiya|militsiya|minsk|КДБ|КГБ|АМАП|ОМОН|ШІЗА|СІЗА|Мінск", re.IGNORECASE
)


def codes(registry: Registry, kind: str, path: str) -> tuple[str, ...]:
    field_type = registry.kind(kind).by_path[path].type
    assert isinstance(field_type, Choice | Members)
    return field_type.vocabulary.codes


def shown(registry: Registry, kind: str, path: str, code: str) -> tuple[str, ...]:
    return tuple(registry.format_value(kind, path, code, language) for language in LANGUAGES)


@pytest.mark.parametrize(("pack", "registry"), [(BELARUS, LEDGER), (TESTLAND, OF_TESTLAND)], ids=["BY", "XT"])
def test_every_record_of_a_pack_passes_the_gate_and_is_complete(pack: Pack, registry: Registry) -> None:
    records = list(reference_records(pack))
    assert len({record.key for record in records}) == len(records) > 0
    for record in records:
        assert record.key.startswith(pack.country.lower() + "-")
        for path, value in record.fields.items():
            registry.check_put(record.kind, path, value)
        assert registry.missing(record.kind, record.fields) == ()
        assert registry.kind(record.kind).level is Level.PUBLIC
        assert record.fields["external/pack/id"] == record.key
        assert record.fields["country"] == pack.country


@pytest.mark.parametrize("pack", [BELARUS, TESTLAND], ids=["BY", "XT"])
def test_everything_of_a_pack_says_since_when_it_holds_and_when_it_was_checked(pack: Pack) -> None:
    addresses = [address for facility in pack.facilities for address in facility.addresses]
    dated_things: list[Article | Court | Address] = [*pack.articles, *pack.courts, *addresses]
    for dated in dated_things:
        assert is_canonical_date(dated.valid_from)
        assert dated.valid_to == "" or is_canonical_date(dated.valid_to)
        assert decode_date(dated.last_verified).earliest is not None


def test_belarus_has_the_articles_and_places_of_the_domain() -> None:
    assert {f"{one.number}({one.part})" if one.part else one.number for one in BELARUS.articles} == {
        "130", "285(2)", "290-1", "293(1)", "293(2)", "339(1)", "339(2)", "341", "342", "357", "361", "361-1", "361-2",
        "361-4", "364", "368", "369", "370", "411", "19.11",
    }  # fmt: skip
    assert {(one.category, one.number, one.addresses[0].postcode) for one in BELARUS.facilities} == {
        ("remand_prison", "1", "220030"),
        ("prison", "4", "212011"),
        ("prison", "8", "222163"),
        ("penal_colony", "1", "211440"),
        ("penal_colony", "2", "213800"),
        ("penal_colony", "4", "246035"),
        ("penal_colony", "15", "213105"),
        ("open_facility", "43", "212003"),
        ("open_facility", "48", "213765"),
        ("open_facility", "49", "213010"),
    }


def test_an_address_given_up_has_an_end_and_others_have_none() -> None:
    ends = {one.key: one.addresses[0].valid_to for one in BELARUS.facilities}
    assert ends.pop("by-sizo-1") == "2023/.."
    assert set(ends.values()) == {""}


@pytest.mark.parametrize("words", [detention.AGENCY, place.PLACE_KIND, place.CELL_TYPE, regime.REGIME_EVENT,
                                   judgment.PENALTY_KIND], ids=lambda words: words.name)  # fmt: skip
def test_the_core_words_name_nothing_of_one_country(words: Vocabulary) -> None:
    for word in words:
        for language in LANGUAGES:
            assert not COUNTRY_WORDS.search(word.labels.in_language(language)), word.code


def test_each_country_has_its_own_words_and_none_of_the_other() -> None:
    ours, theirs = codes(LEDGER, "detention", "agency"), codes(OF_TESTLAND, "detention", "agency")
    assert ours == ("police", "gubopik", "omon", "kgb", "investigative_committee", "financial_police", "border_guard",
                    "prison_service", "unknown", "other")  # fmt: skip
    assert theirs == ("police", "sky_guard", "border_guard", "prison_service", "unknown", "other")
    assert shown(LEDGER, "detention", "agency", "police") == ("police (militsiya)", "міліцыя", "милиция")
    assert shown(OF_TESTLAND, "detention", "agency", "police")[0] == "town watch"
    with pytest.raises(ValueRefused):
        OF_TESTLAND.check_put("detention", "agency", "kgb")
    with pytest.raises(ValueRefused):
        LEDGER.check_put("place", "category", "island")
    OF_TESTLAND.check_put("place", "category", "island")


@pytest.mark.parametrize(
    ("penalty", "place"), [("banished, salt watch", "Isle of TEST"), ("exile to an island", "TEST")]
)
def test_each_country_tells_what_its_lists_say_in_an_import(penalty: str, place: str) -> None:
    row = {"id": ["TEST-1"], "name": ["Тэст Узораў"], "penalty": [penalty], "prison": [place]}
    theirs = {item.kind: item.fields for item in observe_person(OF_TESTLAND, VIASNA, row).records}
    assert theirs["judgment"]["penalty"] == "island"
    assert theirs["judgment"].get("regime") == ("special" if "salt" in penalty else None)
    assert theirs["place"]["category"] == ("island" if "Isle" in place else "unknown")
    ours = {item.kind: item.fields for item in observe_person(LEDGER, VIASNA, row).records}
    assert "judgment" not in ours
    assert ours["place"]["category"] == "unknown"
    row["penalty"] = ['restricted freedom ("khimiya")']
    assert "judgment" not in {item.kind for item in observe_person(OF_TESTLAND, VIASNA, row).records}


def test_a_first_new_word_stands_before_the_words_for_all_else() -> None:
    assert codes(OF_TESTLAND, "place", "category")[-2:] == ("island", "unknown")
    assert codes(OF_TESTLAND, "judgment", "penalty")[-1] == "island"


def test_two_packs_stand_in_one_registry() -> None:
    both = Registry(with_words(kinds.ALL, (*SHIPPED, TESTLAND)))
    offered = codes(both, "detention", "agency")
    assert {"kgb", "sky_guard"} <= set(offered)
    assert len(set(offered)) == len(offered)


def test_a_pack_without_words_changes_no_kind() -> None:
    empty = Pack(country="XE", labels=labels("E", "Э", "Э"), time_zone="Etc/UTC", custody_days={})
    assert with_words(kinds.ALL, (empty,)) == kinds.ALL


def test_extending_keeps_the_order_and_every_code_of_the_core() -> None:
    core = vocabulary("colour", ("red", "red", "чырвоны", "красный"), ("other", "other", "іншы", "другой"))
    added = vocabulary("colour", ("blue", "blue", "сіні", "синий"), ("red", "crimson", "пунсовы", "багровый"))
    both = extended(core, added)
    assert both.codes == ("red", "blue", "other")
    assert both.label("red", "en") == "crimson"


@pytest.mark.parametrize(
    ("penalty", "custody", "expected"),
    [
        ("open_facility", HOME.custody_days, "2024-10-02"),
        ("imprisonment", TESTLAND.custody_days, "2024-09-02"),
        ("island", TESTLAND.custody_days, "2024-11-01"),
        ("open_facility", TESTLAND.custody_days, None),
    ],
)
def test_each_country_counts_custody_by_its_own_rule(
    penalty: str, custody: dict[str, int], expected: str | None
) -> None:
    fields = {"decided_on": "2021-12-01", "penalty": penalty, "term": "P3Y"}
    judged = RecordView(id=b"\x01" * 16, kind="judgment", fields=dict(fields))
    held = RecordView(id=b"\x02" * 16, kind="detention", fields={"arrested_on": "2021-11-01"})
    release = expected_release([judged], [held], date(2026, 6, 1), custody_days=custody)
    assert (release.when.edtf if release else None) == expected


@pytest.mark.parametrize(
    ("spelling", "key"),
    [
        ("Суд Центрального района г. Минска", "by-court-minsk-centralny"),
        ("суд Центрального р-на Минска", "by-court-minsk-centralny"),
        ("Центральный районный суд города Минска", "by-court-minsk-centralny"),
        ("Суд Цэнтральнага раёна г. Мінска", "by-court-minsk-centralny"),
        ("Central District Court of Minsk", "by-court-minsk-centralny"),
        ("Court of the Tsentralny district, Minsk city", "by-court-minsk-centralny"),
        ("МИНСК, СУД ПЕРВОМАЙСКОГО РАЙОНА", "by-court-minsk-piersamajski"),
        ("Pieršamajski rajonny sud, Minsk", "by-court-minsk-piersamajski"),
        ("Pershamaiski District Court of Minsk", "by-court-minsk-piersamajski"),
        ("Суд Першамайскага раёна Віцебска", "by-court-viciebsk-piersamajski"),
        ("Суд Ленинского района г. Бреста Брестской области", "by-court-brest-leninski"),
        ("Суд Ленінскага раёна г. Гродна", "by-court-hrodna-leninski"),
        ("Ленинский районный суд, Могилёв", "by-court-mahiliou-leninski"),
        ("Суд Кастрычніцкага раёна г. Магілёва", "by-court-mahiliou-kastrycnicki"),
        ("Суд Октябрьского района г.Минска", "by-court-minsk-kastrycnicki"),
        ("Минский городской суд", "by-court-minsk-city"),
        ("Мінгарсуд: Мінскі гарадскі суд", "by-court-minsk-city"),
        ("Minsk City Court", "by-court-minsk-city"),
        ("Минский областной суд", "by-court-minsk-region"),
        ("Мінскі абласны суд", "by-court-minsk-region"),
        ("Homieĺ Regional Court", "by-court-homiel-region"),
        ("Гомельский облсуд", "by-court-homiel-region"),
        ("Верховный Суд Республики Беларусь", "by-court-supreme"),
        ("Вярхоўны суд", "by-court-supreme"),
        ("Supreme Court of Belarus", "by-court-supreme"),
        ("Суд Ленинского района", None),
        ("Суд города Минска", None),
        ("Суд Фрунзенского района г. Бреста", None),
        ("суд", None),
        ("", None),
        ("FALSE", None),
    ],
)
def test_spellings_of_a_court_are_folded_to_one_and_doubt_to_none(spelling: str, key: str | None) -> None:
    found = court_of(spelling, BELARUS.courts)
    assert (found.key if found else None) == key


def test_town_of_a_court_stands_in_the_case_that_its_language_asks_for() -> None:
    names = {court.key: court.names for court in BELARUS.courts}
    assert names["by-court-mahiliou-leninski"].be == "Суд Ленінскага раёна г. Магілёва"
    assert names["by-court-hrodna-leninski"].ru == "Суд Ленинского района г. Гродно"


@pytest.mark.parametrize("court", BELARUS.courts, ids=lambda court: court.key)
def test_every_court_is_found_by_its_own_names(court: Court) -> None:
    for language in LANGUAGES:
        assert court_of(court.names.in_language(language), BELARUS.courts) is court


def test_courts_of_another_country_are_told_by_its_own_stems() -> None:
    assert court_of("Суд прыліваў", TESTLAND.courts) is TESTLAND.courts[0]
    assert court_of("Суд прыліваў", BELARUS.courts) is None
