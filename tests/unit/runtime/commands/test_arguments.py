"""Arguments out of JSON: the gate of everything that arrives over the local channel."""

import pytest

from node.runtime.commands.arguments import Arguments, Json
from node.runtime.commands.errors import BadArguments
from node.runtime.commands.limits import PATHS_MAX, TEXT_CHARS_MAX

BAD_TEXTS: list[Json] = [None, 1, True, ["a"], {"a": "b"}, "x" * (TEXT_CHARS_MAX + 1)]


@pytest.mark.parametrize("given", BAD_TEXTS, ids=[type(item).__name__ for item in BAD_TEXTS])
def test_text_of_another_type_or_size_is_refused(given: Json) -> None:
    with pytest.raises(BadArguments):
        Arguments({"a": given}).text("a")


def test_texts_and_pairs_come_out_in_order() -> None:
    args = Arguments({"paths": ["b", "a"], "values": [["p", "v"], ["q", "w"]]})
    assert args.texts("paths") == ("b", "a")
    assert args.pairs("values") == (("p", "v"), ("q", "w"))
    assert args.optional_text("absent") is None


@pytest.mark.parametrize(
    "given", [None, [], "ab", ["a"] * (PATHS_MAX + 1), [1], [["a"]], [["a", "b", "c"]], [["a", 1]], ["ab"], {"a": "b"}]
)
def test_pairs_of_another_form_are_refused(given: Json) -> None:
    with pytest.raises(BadArguments):
        Arguments({"values": given}).pairs("values")


@pytest.mark.parametrize("given", ["5", 5.0, True, -1, 11])
def test_integer_of_another_type_or_out_of_bounds_is_refused(given: Json) -> None:
    with pytest.raises(BadArguments):
        Arguments({"limit": given}).integer("limit", default=3, least=0, most=10)


def test_integer_within_bounds_or_absent_is_taken() -> None:
    def take(given: Json) -> int:
        return Arguments({"n": given}).integer("n", default=3, least=0, most=10)

    assert [take(None), take(0), take(10)] == [3, 0, 10]


def test_file_that_is_not_absolute_is_refused() -> None:
    with pytest.raises(BadArguments):
        Arguments({"file": "backup"}).file("file")


def test_refusals_never_repeat_what_was_given() -> None:
    for name, given in [("text", "TEST-name"), ("texts", "TEST-name"), ("pairs", ["TEST-name"])]:
        args = Arguments({"values": [given] if name == "text" else given})
        with pytest.raises(BadArguments) as caught:
            getattr(args, name)("values")
        assert "TEST-name" not in str(caught.value)
