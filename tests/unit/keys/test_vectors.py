"""The vector files: made again from the reference implementation, and read by keys/."""

from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from keys import box, derive, epoch, framing, hashing, sealing, shares, signing, text, words, wrapping
from keys.errors import (
    BadKeyFile,
    BadPoint,
    BadShare,
    BadSignature,
    BadText,
    CannotOpen,
    KeyFileProblem,
    WrongPassphrase,
)
from keys.randomness import Random
from keys.secret import EpochKey, MasterKey, RecordKey
from tests.vectors import file_reader, verifier

Vectors = Callable[[str], dict[str, Any]]
FILES = ["box", "epoch", "hashing", "sealing", "share", "signing", "text", "words", "wrapping"]
raw = bytes.fromhex


def given(drawn: bytes) -> Random:
    """A random source that gives these bytes."""
    return lambda size: drawn[:size]


@pytest.mark.parametrize("name", FILES)
def test_vectors_made_again_are_the_same(name: str, generate: ModuleType) -> None:
    assert (generate.FOLDER / f"{name}.json").read_text(encoding="ascii") == generate.written(name)


def test_vectors_cover_every_file(generate: ModuleType) -> None:
    assert sorted(generate.FILES) == sorted(path.stem for path in generate.FOLDER.glob("*.json")) == FILES


@pytest.mark.parametrize("name", FILES)
def test_vectors_each_invalid_one_is_there_once(name: str, vectors: Vectors) -> None:
    for kind, cases in vectors(name).items():
        if kind.startswith("invalid"):
            whys = [case["why"] for case in cases]
            assert len(whys) == len(set(whys)) > 2


def test_hashing_vectors(vectors: Vectors) -> None:
    for case in vectors("hashing")["valid"]:
        items = [raw(item) for item in case["items"]]
        found = hashing.digest_array(case["label"], *items, key=raw(case["key"]), size=case["size"])
        assert found.hex() == case["digest"]
        packed = framing.array(*items)
        assert hashing.digest(case["label"], packed, key=raw(case["key"]), size=case["size"]) == found


def test_hashing_invalid_vectors_are_refused(vectors: Vectors) -> None:
    for case in vectors("hashing")["invalid"]:
        with pytest.raises(ValueError, match=r"label|digest|key"):
            hashing.digest_array(case["label"], raw("00"), key=raw(case["key"]), size=case["size"])


def test_signing_vectors(vectors: Vectors) -> None:
    for case in vectors("signing")["valid"]:
        key = signing.SigningKey(raw(case["seed"]))
        assert key.public.hex() == case["public"]
        assert key.sign(case["label"], raw(case["packed"])).hex() == case["signature"]
        signing.check_public(key.public)
        signing.verify(key.public, case["label"], raw(case["packed"]), raw(case["signature"]))


def test_a05_signing_invalid_vectors_are_refused(vectors: Vectors) -> None:
    for case in vectors("signing")["invalid"]:
        with pytest.raises(BadSignature):
            signing.verify(raw(case["public"]), case["label"], raw(case["packed"]), raw(case["signature"]))


def test_a05_signing_invalid_publics_are_refused(vectors: Vectors) -> None:
    for case in vectors("signing")["invalid_publics"]:
        with pytest.raises(BadPoint):
            signing.check_public(raw(case["public"]))


def test_a05_mixed_order_key_verifies_and_is_refused_as_a_key(vectors: Vectors) -> None:
    case = vectors("signing")["mixed_order"]
    signing.verify(raw(case["public"]), case["label"], raw(case["packed"]), raw(case["signature"]))
    with pytest.raises(BadPoint):
        signing.check_public(raw(case["public"]))


def test_sealing_vectors(vectors: Vectors) -> None:
    for case in vectors("sealing")["valid"]:
        key, context, plaintext = RecordKey(raw(case["key"])), raw(case["context"]), raw(case["plaintext"])
        assert sealing.seal(key, context=context, plaintext=plaintext).hex() == case["ciphertext"]
        assert sealing.open_sealed(key, context=context, ciphertext=raw(case["ciphertext"])) == plaintext


def test_sealing_invalid_vectors_do_not_open(vectors: Vectors) -> None:
    for case in vectors("sealing")["invalid"]:
        with pytest.raises(CannotOpen):
            sealing.open_sealed(
                RecordKey(raw(case["key"])), context=raw(case["context"]), ciphertext=raw(case["ciphertext"])
            )


def test_epoch_vectors(vectors: Vectors) -> None:
    (case,) = vectors("epoch")["valid"]
    key, master = EpochKey(raw(case["epoch_key"])), MasterKey(raw(case["master_key"]))
    source, source_id = raw(case["source"]), raw(case["source_id"])
    control = epoch.control_key(key)
    index = epoch.index_key(control, raw(case["space"]))
    found = {
        "kid": epoch.kid(key),
        "control_key": control.reveal(),
        "record_key": epoch.record_key(key, raw(case["record"])).reveal(),
        "index_key": index.reveal(),
        "imported_record_id": epoch.imported_record_id(index, source, source_id),
        "erased_source_id": epoch.erased_source_id(index, source, source_id),
        "database_key": derive.database_key(master).reveal(),
        "local_key": derive.local_key(master, case["local_key_purpose"]).reveal(),
    }
    assert {name: value.hex() for name, value in found.items()} == {name: case[name] for name in found}


def test_epoch_invalid_vectors_are_refused(vectors: Vectors) -> None:
    for case in vectors("epoch")["invalid"]:
        with pytest.raises(ValueError, match="16 bytes"):
            epoch.record_key(EpochKey(bytes(32)), raw(case["record"]))


def test_box_vectors(vectors: Vectors) -> None:
    for case in vectors("box")["valid"]:
        key, context, plaintext = box.BoxKey(raw(case["private"])), raw(case["context"]), raw(case["plaintext"])
        ephemeral = raw(case["ephemeral"])
        assert key.public.hex() == case["public"]
        sealed = box.seal_to(key.public, plaintext, context=context, random=given(ephemeral))
        assert sealed.hex() == case["sealed"]
        assert box.open_box(key, sealed, context=context) == plaintext


def test_box_invalid_vectors_do_not_open(vectors: Vectors) -> None:
    for case in vectors("box")["invalid"]:
        with pytest.raises(CannotOpen):
            box.open_box(box.BoxKey(raw(case["private"])), raw(case["sealed"]), context=raw(case["context"]))


def test_box_invalid_publics_are_refused(vectors: Vectors) -> None:
    for case in vectors("box")["invalid_publics"]:
        public = raw(case["public"])
        with pytest.raises(BadPoint):
            box.exchange(box.BoxKey(bytes(32)), public)
        with pytest.raises(BadPoint):
            box.seal_to(public, b"", context=b"", random=lambda size: bytes(size))


def test_text_vectors(vectors: Vectors) -> None:
    for case in vectors("text")["valid"]:
        assert text.encode_text(case["prefix"], raw(case["raw"])) == case["text"]
        assert text.decode_text(case["prefix"], case["text"]) == raw(case["raw"])


def test_text_tolerated_vectors_are_read(vectors: Vectors) -> None:
    for case in vectors("text")["tolerated"]:
        assert text.decode_text(case["prefix"], case["text"]) == raw(case["raw"])


def test_text_invalid_vectors_name_the_problem(vectors: Vectors) -> None:
    for case in vectors("text")["invalid"]:
        with pytest.raises(BadText) as refused:
            text.decode_text(case["prefix"], case["text"])
        assert refused.value.problem == case["problem"], case["why"]


def test_words_vectors(vectors: Vectors) -> None:
    for case in vectors("words")["valid"]:
        assert list(words.words_of_device(raw(case["public"]))) == case["words"]


def test_wrapping_vectors(vectors: Vectors) -> None:
    for case in vectors("wrapping")["valid"]:
        wrapped, secret = raw(case["wrapped"]), raw(case["secret"])
        assert wrapping.unwrap(wrapped, case["passphrase"]) == secret
        parts = wrapping.parse(wrapped)
        again = wrapping.wrap(secret, case["passphrase"], random=given(parts.salt), cost=parts.cost)
        assert again == wrapped


def test_wrapping_invalid_vectors_name_the_problem_before_stretching(
    vectors: Vectors, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wrapping, "stretch", lambda *_, **__: pytest.fail("stretched a passphrase for a bad file"))
    for case in vectors("wrapping")["invalid"]:
        with pytest.raises(BadKeyFile) as refused:
            wrapping.unwrap(raw(case["wrapped"]), case["passphrase"])
        assert refused.value.problem is KeyFileProblem[case["problem"]], case["why"]


def test_wrapping_wrong_passphrase_vectors_are_told_apart_from_damage(vectors: Vectors) -> None:
    for case in vectors("wrapping")["wrong_passphrase"]:
        with pytest.raises(WrongPassphrase):
            wrapping.unwrap(raw(case["wrapped"]), case["passphrase"])


def test_share_vectors(vectors: Vectors) -> None:
    for case in vectors("share")["valid"]:
        assert shares.join_shares(case["shares"]).hex() == case["secret"], case["name"]


def test_share_invalid_vectors_are_refused(vectors: Vectors) -> None:
    for case in vectors("share")["invalid"]:
        with pytest.raises(BadShare):
            shares.join_shares(case["shares"])


# --- the second reader ------------------------------------------------------------------------------------------------
READ_ANEW = {
    "box": "plaintext",
    "sealing": "plaintext",
    "share": "secret",
    "signing": None,
    "text": "raw",
    "words": "words",
    "wrapping": "secret",
}  # what a second reader, written from the text alone, makes of the vectors of each file


@pytest.mark.parametrize("name", READ_ANEW)
def test_second_reader_makes_the_same_of_valid_vectors(name: str, vectors: Vectors) -> None:
    for case in (*vectors(name)["valid"], *vectors(name).get("tolerated", ())):
        said = READ_ANEW[name]
        assert file_reader.judge(name, {"given": case}) == ({said: case[said]} if said else {})


@pytest.mark.parametrize("name", [name for name in READ_ANEW if name != "words"])
def test_second_reader_refuses_invalid_vectors(name: str, vectors: Vectors) -> None:
    for case in (*vectors(name)["invalid"], *vectors(name).get("wrong_passphrase", ())):
        with pytest.raises(verifier.Refused):
            print(case.get("why"), file_reader.judge(name, {"given": case}))


def test_second_reader_refuses_invalid_public_keys(vectors: Vectors) -> None:
    for case in vectors("signing")["invalid_publics"]:
        with pytest.raises(verifier.Refused):
            file_reader.judge("public", {"given": case})


def test_second_reader_hashes_alike(vectors: Vectors) -> None:
    for case in vectors("hashing")["valid"]:
        items = [raw(item) for item in case["items"]]
        assert verifier.digest(case["label"], items, key=raw(case["key"]), size=case["size"]).hex() == case["digest"]
