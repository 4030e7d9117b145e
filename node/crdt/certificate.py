"""Certificates: one step of the roster each (docs/FORMATS, "Certificate").

`decode_certificate` refuses wrong bytes, broken ceilings and what a body contradicts within itself; `endorse` refuses a
signature that does not verify. Who had to sign is judged against the parent, in `stage.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from keys.errors import BadSignature as KeyBadSignature
from keys.hashing import digest
from keys.labels import Label
from keys.signing import SigningKey, verify
from node.crdt import shape
from node.crdt.codec import pack, packed_set, unpack
from node.crdt.cuts import DeviceCuts, device_cuts_array, read_device_cuts
from node.crdt.errors import BadSignature, Malformed, OverLimit
from node.crdt.ids import Device, Group, Head, Record, Space
from node.crdt.limits import (
    ABANDONS_MAX,
    BODY_OF_CERTIFICATE_BYTES_MAX,
    ERASURE_SOURCES_MAX,
    ERASURES_MAX,
    EXPULSIONS_MAX,
    GROUPS_MAX,
    OBJECT_BYTES_MAX,
    RECOVERY_KEYS_MAX,
    SETTLED_MAX,
    SIGNATURES_MAX,
    STEWARDS_MAX,
    VERSION_MAX,
)
from node.crdt.policy import Policy, policy_array, read_policy

FORMAT: Final = 1
SIGNATURE_BYTES: Final = 64
PROFILE_NUMBER_MAX: Final = 255

Erasure = tuple[Record, tuple[bytes, ...]]  # a record and the keyed hashes (16 bytes) of its source ids
Signature = tuple[bytes, bytes]  # signer and signature


@dataclass(frozen=True, slots=True, kw_only=True)
class CertificateBody:
    """What a certificate says: groups, stewards, recovery keys and policy in full, the rest as additions to its parent.

    `parent` is the parent's id, for version 0 sixteen random bytes.
    """

    version: int
    parent: bytes
    abandons: tuple[Head, ...] = ()
    profile: int = 1
    groups: tuple[Group, ...]
    stewards: tuple[tuple[Device, Group], ...]
    recovery: tuple[bytes, ...]
    policy: Policy
    expulsions: tuple[DeviceCuts, ...] = ()
    role_cuts: tuple[DeviceCuts, ...] = ()
    settled: tuple[bytes, ...] = ()
    erasures: tuple[Erasure, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    """A body with the signatures collected for it; `id` is the hash of the packed body."""

    id: Head
    body: CertificateBody
    packed_body: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endorsed:
    """A certificate whose signatures verify: who signed as a steward and who with a recovery key."""

    id: Head
    space: Space | None  # of version 0 only: the space it founds
    body: CertificateBody
    stewards: frozenset[Device]
    recovery: frozenset[bytes]


# --- encode -----------------------------------------------------------------------------------------------------------
def encode_certificate_body(body: CertificateBody) -> bytes:
    """Pack a body, its sets in their one order. Raises: Malformed, OverLimit for one that could not be decoded."""
    packed = pack(
        [
            FORMAT,
            body.version,
            body.parent,
            packed_set(body.abandons),
            body.profile,
            packed_set(body.groups),
            packed_set(list(pair) for pair in body.stewards),
            packed_set(body.recovery),
            policy_array(body.policy),
            device_cuts_array(body.expulsions),
            device_cuts_array(body.role_cuts),
            packed_set(body.settled),
            packed_set([record, packed_set(sources)] for record, sources in body.erasures),
        ]
    )
    decode_certificate_body(packed)
    return packed


def encode_certificate(certificate: Certificate) -> bytes:
    """Pack a certificate: [body, set of [signer, signature]]."""
    return pack([certificate.packed_body, packed_set(list(pair) for pair in certificate.signatures)])


# --- decode -----------------------------------------------------------------------------------------------------------
def decode_certificate(data: bytes) -> Certificate:
    """Decode a certificate. Raises: Malformed, OverLimit. The signatures are not checked here."""
    packed_body, signatures = shape.array(unpack(data, bytes_max=OBJECT_BYTES_MAX), 2)
    return certify(shape.octets(packed_body), shape.sorted_set(signatures, _signature, SIGNATURES_MAX))


def certify(packed_body: bytes, signatures: Iterable[Signature]) -> Certificate:
    """Put a packed body and its signatures together. Raises: Malformed, OverLimit."""
    listed = tuple(sorted(set(signatures)))
    if len(listed) > SIGNATURES_MAX:
        raise OverLimit(f"a certificate with more than {SIGNATURES_MAX} signatures")
    body = decode_certificate_body(packed_body)
    return Certificate(id=id_of(packed_body), body=body, packed_body=packed_body, signatures=listed)


def decode_certificate_body(data: bytes) -> CertificateBody:
    """Decode the body of a certificate. Raises: Malformed, OverLimit."""
    items = shape.array(unpack(data, bytes_max=BODY_OF_CERTIFICATE_BYTES_MAX), 13)
    if items[0] != FORMAT or type(items[0]) is not int:
        raise Malformed("a certificate of another format")
    version = shape.integer(items[1], 0, VERSION_MAX)
    body = CertificateBody(
        version=version,
        parent=shape.long_id(items[2]) if version else shape.short_id(items[2]),
        abandons=shape.sorted_set(items[3], lambda item: Head(shape.long_id(item)), ABANDONS_MAX),
        profile=shape.integer(items[4], 1, PROFILE_NUMBER_MAX),
        groups=shape.sorted_set(items[5], lambda item: Group(shape.short_id(item)), GROUPS_MAX),
        stewards=shape.sorted_set(items[6], _steward, STEWARDS_MAX),
        recovery=shape.sorted_set(items[7], shape.long_id, RECOVERY_KEYS_MAX),
        policy=read_policy(items[8]),
        expulsions=read_device_cuts(items[9], EXPULSIONS_MAX),
        role_cuts=read_device_cuts(items[10], EXPULSIONS_MAX),
        settled=shape.sorted_set(items[11], shape.long_id, SETTLED_MAX),
        erasures=shape.sorted_set(items[12], _erasure, ERASURES_MAX),
    )
    _check_consistent(body)
    return body


def _check_consistent(body: CertificateBody) -> None:
    """Refuse what a body contradicts within itself."""
    devices = {device for device, _ in body.stewards}
    if not body.stewards or not body.recovery:
        raise Malformed("a roster without stewards or without recovery keys")
    if len(devices) != len(body.stewards):
        raise Malformed("a steward listed twice")
    if any(group not in body.groups for _, group in body.stewards):
        raise Malformed("a steward of a group the roster does not list")
    if devices & set(body.recovery):
        raise Malformed("one key as steward and as recovery key")
    if any(device in devices for device, _ in body.expulsions):
        raise Malformed("a steward expelled by the same certificate")
    if len({record for record, _ in body.erasures}) != len(body.erasures):
        raise Malformed("a record erased twice")
    if body.version == 0 and (body.abandons or body.expulsions or body.role_cuts or body.settled or body.erasures):
        raise Malformed("a founding certificate that changes something")


def _signature(value: object) -> Signature:
    signer, signature = shape.array(value, 2)
    return shape.long_id(signer), shape.octets(signature, SIGNATURE_BYTES)


def _steward(value: object) -> tuple[Device, Group]:
    device, group = shape.array(value, 2)
    return Device(shape.long_id(device)), Group(shape.short_id(group))


def _erasure(value: object) -> Erasure:
    record, sources = shape.array(value, 2)
    return Record(shape.short_id(record)), shape.sorted_set(sources, shape.short_id, ERASURE_SOURCES_MAX)


# --- ids, signatures --------------------------------------------------------------------------------------------------
def id_of(packed_body: bytes) -> Head:
    """Return the id of the certificate with this body."""
    return Head(digest(Label.CERTIFICATE, packed_body))


def space_of(packed_body: bytes) -> Space:
    """Return the id of the space that this founding body makes."""
    return Space(digest(Label.SPACE, packed_body, size=16))


def sign_body(packed_body: bytes, key: SigningKey) -> Signature:
    """Sign a body as a steward."""
    return key.public, key.sign(Label.CERTIFICATE, packed_body)


def sign_body_to_recover(packed_body: bytes, key: SigningKey) -> Signature:
    """Sign a body with a recovery key."""
    return key.public, key.sign(Label.RECOVERY, packed_body)


def label_of(packed_body: bytes, signature: Signature) -> Label:
    """Tell under which label a signature stands: CERTIFICATE for stewards, RECOVERY. Raises: BadSignature."""
    for label in (Label.CERTIFICATE, Label.RECOVERY):
        try:
            verify(signature[0], label, packed_body, signature[1])
        except KeyBadSignature:
            continue
        return label
    raise BadSignature("a certificate with a signature that does not verify")


def endorse(certificate: Certificate) -> Endorsed:
    """Verify every signature of a certificate. Raises: BadSignature."""
    packed = certificate.packed_body
    labels = [(signature[0], label_of(packed, signature)) for signature in certificate.signatures]
    return Endorsed(
        id=certificate.id,
        space=None if certificate.body.version else space_of(packed),
        body=certificate.body,
        stewards=frozenset(Device(signer) for signer, label in labels if label is Label.CERTIFICATE),
        recovery=frozenset(signer for signer, label in labels if label is Label.RECOVERY),
    )


def merge_signatures(first: Certificate, second: Certificate, signers: frozenset[bytes]) -> Certificate:
    """Join two copies of one certificate, keeping of each signer in `signers` one signature for each label.

    Raises: BadSignature where a signature of these does not verify.
    """
    assert first.id == second.id
    kept: dict[tuple[bytes, Label], Signature] = {}
    for signature in sorted({*first.signatures, *second.signatures}):
        if signature[0] in signers:
            kept.setdefault((signature[0], label_of(first.packed_body, signature)), signature)
    return certify(first.packed_body, kept.values())
