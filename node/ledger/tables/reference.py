"""The public reference data of a country pack as a reading: articles, places and courts, imported as any list is.

Holds institutions and laws, never a prisoner. Refused: a country no pack of the registry is of.
"""

from node.ledger.errors import TableFault, TableRefused
from node.ledger.packs.pack import ORG, reference_records
from node.ledger.registry import Registry
from node.ledger.tables.people import ListName
from node.ledger.tables.reading import Line, Reading
from node.ledger.tables.row import Observation, Observed


def read_pack(registry: Registry, country: str) -> Reading:
    """Return what the pack of a country (two capital letters) offers, a line for each record. Raises: TableRefused."""
    pack = next((pack for pack in registry.packs if pack.country == country), None)
    if pack is None:
        raise TableRefused(TableFault.UNKNOWN_COUNTRY)
    lines = []
    for number, record in enumerate(reference_records(pack), 1):
        for path, value in record.fields.items():
            registry.check_put(record.kind, path, value)
        observed = Observed(key=record.key, kind=record.kind, fields=record.fields, refs={})
        lines.append(Line(number=number, observation=Observation(source_id="", records=(observed,), withheld=())))
    return Reading(list=ListName(org=f"{ORG} {country}", prefix=f"pack:{country}"), lines=tuple(lines), filled={})
