"""A small synthetic ledger for tests of the pages: invented persons marked TEST-, one of everything a page shows."""

from collections.abc import Mapping
from dataclasses import dataclass

from keys.signing import SigningKey
from node.crdt.bodies import Grant, Put, RecordChange
from node.crdt.codec import Scalar
from node.crdt.grants import Role
from node.crdt.ids import NO_RECORD, ChangeId, Device, Record
from node.service.records import add_record, attest, dispute, read_projection, set_values
from node.service.space import SpaceState, write
from node.service.spaces import create_space
from tests.api.fake_port import FakePort

HOSTILE = '<script>alert("TEST-")</script>\'"><img src=x onerror=alert(1)>'
PASSPHRASE = "correct horse battery staple over there"
OVERRIDE = "TEST-\u202egnp.exe\u202c"


@dataclass(slots=True, eq=False)
class Sample:
    """An open node with one space, and the records by a short name."""

    port: FakePort
    records: dict[str, Record]
    bob: SpaceState | None = None

    @property
    def space(self) -> SpaceState:
        """Return the space."""
        return self.port.node.only_space()

    def url(self, name: str) -> str:
        """Return the address of a record's card."""
        return f"/card/{self.space.space.hex()}/{self.records[name].hex()}"

    def add(self, name: str, kind: str, **values: Scalar) -> Record:
        """Write a record; `__` in a name stands for the slash of a path."""
        paths = {path.replace("__", "/"): value for path, value in values.items()}
        self.records[name] = self.port.run(add_record(self.space, kind, paths, now=self.port.time))
        return self.records[name]

    def heads(self, name: str) -> tuple[ChangeId, ...]:
        """Return the heads of a record."""
        return self.port.run(read_projection(self.space, self.records[name])).heads

    def say_as_bob(
        self, name: str, values: Mapping[str, Scalar], *, beside: bool = True, seen: tuple[ChangeId, ...] = ()
    ) -> None:
        """Write values as bob; `beside` what alice wrote last, so that both stand; `seen`: what bob knew of it."""
        record = self.records[name]
        deps = seen if beside else self.heads(name)
        ops = tuple(Put(path, value) for path, value in values.items())
        change = RecordChange(deps=deps, time=self.port.time + 3600, source=None, ops=ops)
        bob = self.bob or self._admit_bob()
        bob.forget([record])
        self.port.run(write(bob, [(record, change)]), as_guest=True)
        self.port.reopen()

    def say(self, name: str, values: Mapping[str, Scalar]) -> None:
        """Write values as alice."""
        self.port.run(set_values(self.space, self.records[name], values, now=self.port.time))

    def judge_as_bob(self, name: str, path: str, *, doubts: bool = False) -> None:
        """Confirm or doubt a value as bob."""
        bob = self.bob or self._admit_bob()
        bob.forget([self.records[name]])
        if doubts:
            step = dispute(bob, self.records[name], [path], now=self.port.time, step="disputed")
        else:
            step = attest(bob, self.records[name], [path], now=self.port.time, step="confirmed_by_document")
        self.port.run(step, as_guest=True)
        self.port.reopen()

    def become_reader(self) -> None:
        """Open the same ledger as a device that may only read."""
        node = self.port.node
        key = SigningKey(b"r" * 32)
        grant = Grant(device=Device(key.public), role=Role.READER, group=None, pseudonym="r", invitation=None, scope=())
        self.port.run(write(self.space, [(NO_RECORD, grant)]))
        self.space.key = node.key = key

    def _admit_bob(self) -> SpaceState:
        key = SigningKey(b"b" * 32)
        group = self.space.view.group_of(self.space.device)
        grant = Grant(
            device=Device(key.public), role=Role.VERIFIER, group=group, pseudonym="bob", invitation=None, scope=()
        )
        self.port.run(write(self.space, [(NO_RECORD, grant)]))
        alice = self.space
        self.bob = SpaceState(
            space=alice.space,
            key=key,
            registry=alice.registry,
            random=self.port.random,
            keys=alice.keys,
            view=alice.view,
        )
        return self.bob


async def found(port: FakePort) -> Sample:
    """Make a node called alice with an empty space."""
    await port.create(name="alice", passphrase=PASSPHRASE)
    await port.write(lambda node: create_space(node, title="TEST-ledger", group="TEST-group"))
    return Sample(port=port, records={})


async def filled(port: FakePort) -> Sample:
    """Make a node with one of everything a page shows."""
    sample = await found(port)
    _people(sample)
    _events(sample)
    _aid(sample)
    sample.say_as_bob("anna", {"birth_date": "1986-04-24"})
    sample.judge_as_bob("anna", "sex")
    sample.judge_as_bob("anna", "birth_place", doubts=True)
    return sample


def _people(sample: Sample) -> None:
    sample.add(
        "anna",
        "person",
        names__a__text="Ганна TEST-Узорава",
        names__a__language="be",
        names__b__text="Анна TEST-Узорова",
        names__b__language="ru",
        names__c__text="Hanna TEST-Uzorava",
        names__c__scheme="official_2007",
        names__c__language="en",
        sex="female",
        birth_date="1985-04-24",
        birth_place="TEST-горад",
        groups__journalist=True,
        groups__parent=True,
        bios__x__text="TEST- радок першы\nрадок другі",
        bios__x__language="be",
        care_stage="in_prison",
    )
    sample.add("ivan", "person", names__a__text="Іван TEST-Прыкладаў", names__a__language="be", birth_date="1970")
    sample.add(
        "withheld",
        "person",
        names__a__text="TEST-Withheld Name",
        identity_withheld=True,
        withhold_reason="family_request",
    )
    sample.add("hostile", "person", names__a__text=HOSTILE, birth_place=OVERRIDE, note=HOSTILE)


def _events(sample: Sample) -> None:
    anna, ivan = sample.records["anna"], sample.records["ivan"]
    place = sample.add(
        "colony",
        "place",
        category="penal_colony",
        names__a__text="Калонія № 99 TEST-",
        names__a__language="be",
        names__b__text="Penal colony No. 99 TEST-",
        names__b__language="en",
        number="99",
        locality="TEST-горад",
    )
    source = sample.add("source", "source", category="family", title="TEST-сваякі", reliability="highly_reliable")
    sample.add("arrest", "detention", person=anna, arrested_on="2023-05-03", violence=True, source=source)
    sample.add("stay", "placement", person=anna, place=place, began_on="2024-02", may_write=False)
    sample.add("verdict", "judgment", person=anna, decided_on="2024-01-20", penalty="imprisonment", term="P4Y6M")
    sample.add("status", "status_event", person=anna, status="serving_imprisonment", effective_on="2024-02")
    sample.add("dead", "status_event", person=ivan, status="died_in_custody", effective_on="2026-03")
    sample.add(
        "recognition",
        "recognition",
        person=anna,
        group="TEST-праваабаронцы",
        decision="recognised",
        decided_on="2023-06",
    )


def _aid(sample: Sample) -> None:
    anna, ivan = sample.records["anna"], sample.records["ivan"]
    need = sample.add(
        "need",
        "need",
        person=anna,
        category="medicine",
        description="TEST-лекі на тры месяцы",
        urgency="urgent",
        amount="EUR:12000",
        due_on="2026-03-31",
    )
    sample.add("socks", "need", person=ivan, category="parcel_clothes", description="TEST- цёплыя шкарпэткі")
    sample.add("pledge", "pledge", need=need, by="carol", amount="EUR:5000", status="promised")
    sample.add(
        "parcel", "delivery", person=anna, category="parcel", contents="TEST- гарбата, мыла", sent_on="2026-03-01"
    )
    sample.add("letter", "letter", person=anna, direction="to_prisoner", sent_on="2026-03-02", status="sent")
    sample.add("care", "guardianship", person=anna, guardian="carol", state="active", began_on="2025")
