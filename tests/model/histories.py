"""Random histories of one roster, signed or with signatures stubbed: the same seed gives the same history."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from random import Random

from node.crdt.certificate import (
    CertificateBody,
    Endorsed,
    certify,
    decode_certificate,
    encode_certificate,
    encode_certificate_body,
    endorse,
    sign_body,
    sign_body_to_recover,
)
from node.crdt.cuts import Cuts
from node.crdt.ids import Device, Head, Record, Space
from node.crdt.policy import Policy
from node.crdt.stage import quorum
from node.crdt.suspension import Suspension, sign_suspension, verify_suspension
from tests.support.people import device_of, genesis_body, group_of, key_of, octets, place_of, recovery_of

NAMES = ("alice", "bob", "carol", "mallory", "dave", "erin")
SPACE = Space(octets("space of histories", 16))
KEYS = {
    key.public: key for key in (*map(key_of, NAMES), *(recovery_of(name) for name in ("paper", "partner", "vault")))
}


@dataclass(frozen=True)
class History:
    """Objects in the order a node receives them, the founding certificate first."""

    space: Space
    objects: tuple[Endorsed | Suspension, ...]

    @property
    def root(self) -> Head:
        """The founding certificate's id."""
        first = self.objects[0]
        assert isinstance(first, Endorsed)
        return first.id


def stub(body: CertificateBody, by: Sequence[str] = (), recovery: Sequence[str] = ()) -> Endorsed:
    """Endorse a body by name; the id is drawn from what it says."""
    return Endorsed(
        id=Head(octets(repr(body))),
        space=SPACE if body.version == 0 else None,
        body=body,
        stewards=frozenset(device_of(name) for name in by),
        recovery=frozenset(recovery_of(name).public for name in recovery),
    )


def random_history(seed: int, *, steps: int = 9, is_signed: bool = False) -> History:
    """Draw a history of a roster of 1 to 5 stewards: certificates after any known one, suspensions, lost parents.

    With `is_signed` every object is signed, encoded, decoded and verified.
    """
    random = Random(seed)
    names = NAMES[: random.randint(1, 5)]
    keys = ("paper", "partner", "vault")[: random.randint(1, 3)]
    body = genesis_body(names, recovery=keys, groups=("one", "two"))
    drawn = _Drawn(random, [], [], is_signed)
    drawn.certificates.append(drawn.endorsed(body, [device_of(name) for name in names], ()))
    for _ in range(steps):
        drawn.step()
    rest: list[Endorsed | Suspension] = [*drawn.certificates[1:], *drawn.suspensions]
    random.shuffle(rest)
    if random.random() < 0.2:
        rest = rest[1:]
    return History(drawn.space, (drawn.certificates[0], *rest))


@dataclass
class _Drawn:
    random: Random
    certificates: list[Endorsed]
    suspensions: list[Suspension]
    is_signed: bool

    @property
    def space(self) -> Space:
        """The space that the founding certificate makes."""
        space = self.certificates[0].space
        assert space is not None
        return space

    def step(self) -> None:
        if self.random.random() < 0.35:
            self.suspensions.append(self._suspension())
        else:
            self.certificates.append(self._certificate())

    def _parent(self) -> Endorsed:
        late = self.certificates[-3:]
        return self.random.choice(late if self.random.random() < 0.8 else self.certificates)

    def _suspension(self) -> Suspension:
        random, head = self.random, self._parent()
        seats = [device for device, _ in head.body.stewards]
        unsigned = Suspension(
            space=self.space,
            head=head.id,
            steward=random.choice(seats) if random.random() < 0.9 else device_of("mallory"),
            slot=random.choice((0, 0, 1, 2)),
            device=device_of(random.choice(NAMES)),
            frontier=self._cuts(),
            reason=random.randint(0, 4),
        )
        if not self.is_signed:
            return unsigned
        suspension = sign_suspension(unsigned, KEYS[unsigned.steward])
        verify_suspension(suspension)
        return suspension

    def _certificate(self) -> Endorsed:
        parent = self._parent()
        body, is_rescue = self._body(parent), self.random.random() < 0.18
        if self.random.random() < (0.6 if is_rescue else 0.03):
            heads = self.random.sample(self.certificates[-4:], min(2, len(self.certificates[-4:])))
            body = replace(body, abandons=tuple(head.id for head in heads))
        if is_rescue:
            return self.endorsed(body, (), self._recovery(parent))
        return self.endorsed(body, self._by(parent, body), ())

    def _body(self, parent: Endorsed) -> CertificateBody:
        random = self.random
        body = replace(
            parent.body,
            version=parent.body.version + (1 if random.random() < 0.97 else 2),
            parent=parent.id,
            abandons=(),
            expulsions=(),
            role_cuts=(),
            settled=(),
            erasures=(),
        )
        for _ in range(random.choice((1, 1, 1, 2))):
            body = random.choice(
                (self._expel, self._drop, self._add, self._tell, self._settle, self._erase, self._cut)
            )(body)
        return body

    def _cuts(self) -> Cuts:
        return tuple(place_of(name, self.random.randint(0, 3)) for name in self.random.sample(NAMES, 2))

    def _expel(self, body: CertificateBody) -> CertificateBody:
        who = device_of(self.random.choice(NAMES))
        left = tuple(pair for pair in body.stewards if pair[0] != who) or body.stewards
        if any(device == who for device, _ in (*left, *body.expulsions)):
            return body
        return replace(body, stewards=left, expulsions=(*body.expulsions, (who, self._cuts())))

    def _drop(self, body: CertificateBody) -> CertificateBody:
        if len(body.stewards) < 2:
            return body
        who = self.random.choice(body.stewards)[0]
        cuts = ((who, self._cuts()),) if self.random.random() < 0.8 else ()
        if any(device == who for device, _ in body.role_cuts):
            return body
        return replace(
            body, stewards=tuple(pair for pair in body.stewards if pair[0] != who), role_cuts=(*body.role_cuts, *cuts)
        )

    def _add(self, body: CertificateBody) -> CertificateBody:
        who = device_of(self.random.choice(NAMES))
        if any(device == who for device, _ in (*body.stewards, *body.expulsions)):
            return body
        return replace(body, stewards=(*body.stewards, (who, group_of("two"))))

    def _tell(self, body: CertificateBody) -> CertificateBody:
        return replace(body, policy=Policy(votes_verified=self.random.randint(1, 16)))

    def _settle(self, body: CertificateBody) -> CertificateBody:
        if not self.suspensions:
            return body
        return replace(body, settled=tuple({*body.settled, self.random.choice(self.suspensions).id}))

    def _erase(self, body: CertificateBody) -> CertificateBody:
        number = self.random.randint(0, 2)
        record = Record(octets(f"record {number}", 16))
        if any(record == erased for erased, _ in body.erasures):
            return body
        return replace(body, erasures=(*body.erasures, (record, (octets(f"source {self.random.random()}", 16),))))

    def _cut(self, body: CertificateBody) -> CertificateBody:
        who = device_of(self.random.choice(NAMES))
        if any(device == who for device, _ in body.role_cuts):
            return body
        return replace(body, role_cuts=(*body.role_cuts, (who, self._cuts())))

    def _by(self, parent: Endorsed, body: CertificateBody) -> list[Device]:
        """Mostly just enough stewards, sometimes one too few; added ones nearly always sign."""
        random = self.random
        out = {device for device, _ in body.expulsions}
        old = [device for device, _ in parent.body.stewards]
        willing = [device for device in old if device not in out]
        random.shuffle(willing)
        needed = quorum(len(old)) + random.choice((0, 0, 0, 0, 1, -1))
        added = [device for device, _ in body.stewards if device not in old and random.random() < 0.95]
        return [*willing[: max(0, needed)], *added, *(out if random.random() < 0.2 else ())]

    def _recovery(self, parent: Endorsed) -> list[bytes]:
        keys = list(parent.body.recovery)
        self.random.shuffle(keys)
        return keys[: quorum(len(keys)) - (self.random.random() < 0.1)]

    def endorsed(self, body: CertificateBody, by: Sequence[Device], recovery: Sequence[bytes]) -> Endorsed:
        """Sign a body, or only say who did."""
        if not self.is_signed:
            return replace(stub(body), stewards=frozenset(by), recovery=frozenset(recovery))
        packed = encode_certificate_body(body)
        signatures = [sign_body(packed, KEYS[device]) for device in dict.fromkeys(by)]
        signatures += [sign_body_to_recover(packed, KEYS[key]) for key in recovery]
        return endorse(decode_certificate(encode_certificate(certify(packed, signatures))))
