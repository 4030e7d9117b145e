"""The gate is total: any kind, path and scalar gets a verdict, and the local gate agrees with the core's."""

from hypothesis import given
from hypothesis import strategies as st

from node.crdt.grants import Role
from node.crdt.schema import Fitness
from node.ledger.declare import pattern_of
from node.ledger.errors import Fault, LedgerError, UnknownField, UnknownKind, ValueRefused
from node.ledger.judge import JUDGE
from node.ledger.schema import LEDGER
from node.ledger.types import Members, Scalar

SCALARS: st.SearchStrategy[Scalar] = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**63), 2**63 - 1),
    st.binary(max_size=40),
    st.text(st.characters(), max_size=40),
    st.text(st.characters(exclude_categories=()), max_size=20),
    st.sampled_from(
        ["1982-04-24", "P4Y6M", "BYN:1250", "remand", "yes", "be", "https://example.org", "a\nb", "x" * 501]
    ),
)
PATTERNS = [(kind.name, declared.path) for kind in LEDGER for declared in kind.fields]
ITEMS = st.one_of(st.text(max_size=5), st.sampled_from(["x7", "medic", "*", "a-b_C", "q" * 33, "letters"]))


@st.composite
def places(draw: st.DrawFn) -> tuple[str, str]:
    kind, path = draw(st.sampled_from(PATTERNS))
    while "*" in path:
        path = path.replace("*", draw(ITEMS).replace("*", "%"), 1)
    kind = draw(st.sampled_from([kind, kind, kind, "ghost"]))
    return kind, draw(st.sampled_from([path, path, path, f"{path}/x", "ghost", f"/{path}"]))


@given(places(), SCALARS)
def test_every_operation_gets_the_verdict_the_local_gate_gives(place: tuple[str, str], value: Scalar) -> None:
    kind, path = place
    error = refusal(kind, path, value)
    fitness = JUDGE.judge(kind, path, value)
    if isinstance(error, ValueRefused):
        assert fitness is (Fitness.UNKNOWN if error.fault is Fault.CODE else Fitness.BAD)
    elif pattern_of(path) is None and kind != "ghost":
        assert (type(error), fitness) == (UnknownField, Fitness.BAD)
    else:
        assert error is None or isinstance(error, UnknownKind | UnknownField)
        assert fitness is (Fitness.OK if error is None else Fitness.UNKNOWN)
    if fitness is Fitness.OK:
        assert JUDGE.judge_path(kind, path) is Fitness.OK


@given(places(), SCALARS, st.sampled_from(Role))
def test_put_stands_at_once_where_nothing_of_the_three_is_against_it(
    place: tuple[str, str], value: Scalar, role: Role
) -> None:
    is_fit = JUDGE.judge(*place, value) is Fitness.OK
    stands = is_fit and JUDGE.may_write(*place, role) and not JUDGE.needs_second(*place, value)
    assert JUDGE.takes(*place, value, role) == stands


def refusal(kind: str, path: str, value: Scalar) -> LedgerError | None:
    """What the local gate says against a put."""
    try:
        LEDGER.check_put(kind, path, value)
    except LedgerError as error:
        return error
    return None


@given(st.text(max_size=60), st.text(max_size=300), SCALARS, st.integers(0, 9))
def test_any_words_get_a_verdict(kind: str, path: str, value: Scalar, role: int) -> None:
    assert JUDGE.judge(kind, path, value) in Fitness
    assert JUDGE.judge_path(kind, path) in Fitness
    assert JUDGE.needs_second(kind, path, value) in (True, False)
    assert LEDGER.get(kind) is not None or not JUDGE.knows(kind)


@given(st.sampled_from(PATTERNS), st.text(max_size=70))
def test_what_is_read_from_typing_may_be_stored_and_shown(place: tuple[str, str], typed: str) -> None:
    kind, pattern = place
    field_type = LEDGER.kind(kind).by_path[pattern].type
    item = field_type.vocabulary.codes[0] if isinstance(field_type, Members) else "x7"
    path = pattern.replace("*", item)
    try:
        value = LEDGER.parse_input(kind, path, typed)
    except LedgerError:
        return
    LEDGER.check_put(kind, path, value)
    for language in ("en", "be", "ru"):
        assert isinstance(LEDGER.format_value(kind, path, value, language), str)


@given(st.sampled_from(PATTERNS), SCALARS)
def test_any_scalar_can_be_shown(place: tuple[str, str], value: Scalar) -> None:
    kind, pattern = place
    shown = LEDGER.format_value(kind, pattern.replace("*", "x7"), value, "be")
    assert not set(shown) & set("\u202e\u202a\u2066\u200f")
