"""Commands that write records into a table (CSV, XLSX, JSON by the ending of the file) and open one that was sealed."""

import asyncio
from collections.abc import Sequence
from pathlib import Path

from node.ledger.exports import FORMATS, Audience, Format, format_of
from node.ledger.language import LANGUAGES
from node.ledger.registry import Registry
from node.runtime.commands.arguments import Arguments
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.errors import Unusable
from node.runtime.commands.finding import find_space, parse_device
from node.runtime.commands.limits import SEALED_FILE_BYTES_MAX
from node.runtime.files import NewFile
from node.service.copies import Written
from node.service.effects import Step
from node.service.exporting import Told, Wanted, collect, write_export
from node.service.filtering import Where, read_where
from node.service.node import Node, note_copies
from node.service.sealed import open_file, seal_file
from node.service.space import SpaceState


async def export(call: Call) -> Answer:
    """Write records into a new file: public fields alone, unless it is sealed or said to be an open file of more."""
    file, devices = call.args.file("file"), [parse_device(text) for text in call.args.optional_texts("to")]
    if devices and call.args.flag("plain"):
        raise Unusable("a file is either plain or sealed for devices; nothing was written")
    form, language = _format(file), _language(call.args)

    def step(node: Node) -> Step[Told]:
        return (yield from write_export(node, _wanted(node, call.args, language), form, call.tell))

    with NewFile(file) as new:
        if devices:
            content, told = await call.read(lambda node: collect(step(node)))
            node = call.home.node
            spaces = _spaces(node, call.args)
            content = await asyncio.to_thread(seal_file, node, spaces, devices, form.value, content)
            await asyncio.to_thread(new.write, content)
        else:
            told = await call.home.read(step, into=new)
        await asyncio.to_thread(new.keep)
    named = [space.space for space in _spaces(call.home.node, call.args)]
    await call.write(lambda node: note_copies(node, named, Written.TABLE, call.home.now()))
    return {"rows": told.records, "withheld": told.withheld, "bytes": file.stat().st_size}


async def open_sealed(call: Call) -> Answer:
    """Open a file that was sealed for this device and write what is in it into a new file, which is not encrypted."""
    file, out = call.args.file("file"), call.args.file("out")
    sealed = await asyncio.to_thread(_read, file)
    unsealed = await asyncio.to_thread(open_file, call.home.node, sealed)
    await asyncio.to_thread(write_new, out, unsealed.content)
    return {"format": unsealed.kind, "bytes": len(unsealed.content)}


def _spaces(node: Node, args: Arguments) -> list[SpaceState]:
    named = args.optional_text("space")
    return [find_space(node, named)] if named is not None else list(node.spaces.values())


def _audience(args: Arguments) -> Audience:
    if args.optional_texts("to"):
        return Audience.SEALED
    return Audience.MEMBERS if args.flag("plain") else Audience.PUBLIC


def _wanted(node: Node, args: Arguments, language: str | None) -> Wanted:
    kind, space = args.optional_text("kind"), args.optional_text("space")
    return Wanted(
        audience=_audience(args),
        space=find_space(node, space).space if space is not None else None,
        kind=kind,
        search=args.optional_text("search") or "",
        where=_where(node.registry, kind, args.optional_pairs("where")),
        language=language,
        with_provenance=args.flag("provenance"),
    )


def _where(registry: Registry, kind: str | None, pairs: Sequence[tuple[str, str]]) -> Where:
    if pairs and kind is None:
        raise Unusable("a field is asked for, so name the kind of record it belongs to with --kind")
    return read_where(registry, kind or "", pairs)


def _format(file: Path) -> Format:
    form = format_of(file.name)
    if form is None:
        raise Unusable(f"the ending of the file says its format: {', '.join(FORMATS)}; nothing was written")
    return form


def _language(args: Arguments) -> str | None:
    language = args.optional_text("language")
    if language is not None and language not in LANGUAGES:
        raise Unusable(f"a language is one of {', '.join(LANGUAGES)}; nothing was written")
    return language


def _read(file: Path) -> bytes:
    if file.stat().st_size > SEALED_FILE_BYTES_MAX:
        raise Unusable("this file is larger than any this program seals; nothing was written")
    return file.read_bytes()


def write_new(file: Path, content: bytes) -> None:
    """Write a file that must not be there yet. Raises: OSError."""
    with NewFile(file) as new:
        new.write(content)
        new.keep()


COMMANDS = (Command(name="export", run=export), Command(name="open", run=open_sealed))
