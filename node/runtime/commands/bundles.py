"""Commands that move a space by files alone: write and read bundles, ask to join and answer by files."""

from keys.words import words_of_device
from node.ledger.types import Json
from node.runtime.bundles import answer_request_file, read_bundle_file, write_bundle_file, write_request_file
from node.runtime.commands.call import Answer, Call, Command
from node.runtime.commands.finding import find_space, parse_device
from node.service.bundles import Import
from node.service.invitations import read_invitation
from node.service.wording import device_text


async def write(call: Call) -> Answer:
    """Write a bundle with what devices lack of spaces, or with everything."""
    spaces = [find_space(call.home.node, text).space for text in call.args.texts("spaces")]
    devices = list(dict.fromkeys(parse_device(text) for text in call.args.texts("devices")))
    is_whole = call.args.optional_text("everything") is not None
    bundled = await write_bundle_file(
        call.home,
        call.args.file("file"),
        list(dict.fromkeys(spaces)),
        devices,
        is_whole=is_whole,
        progress=lambda done: call.tell(done, None),
    )
    return {"entries": bundled.entries, "bytes": bundled.size}


async def read(call: Call) -> Answer:
    """Take in a bundle; what does not fit or does not open is left out and counted."""
    reading = await read_bundle_file(call.home, call.args.file("file"), progress=lambda done: call.tell(done, None))
    return _counts(reading)


async def request(call: Call) -> Answer:
    """Write a request to join under an invitation."""
    invitation = await write_request_file(call.home, call.args.text("invitation"), call.args.file("file"))
    words: list[Json] = [*words_of_device(invitation.inviter)]
    own: list[Json] = [*call.home.node.words]
    return {"space": invitation.space.hex(), "words": words, "own_words": own}


async def answer(call: Call) -> Answer:
    """Let in the guest of a request file and write the answer."""
    answered = await answer_request_file(call.home, call.args.file("file"), call.args.file("out"))
    words: list[Json] = [*words_of_device(answered.device)]
    return {
        "space": answered.invitation.space.hex(),
        "device": device_text(answered.device),
        "name": answered.name,
        "words": words,
        "own_words": [*call.home.node.words],
        "to_confirm": answered.needs_words,
        "entries": answered.bundled.entries,
        "bytes": answered.bundled.size,
    }


async def take_answer(call: Call) -> Answer:
    """Join a space by the answer to a request."""
    invitation = read_invitation(call.args.text("invitation"))
    reading = await read_bundle_file(
        call.home,
        call.args.file("file"),
        invitation=invitation,
        progress=lambda done: call.tell(done, None),
    )
    words: list[Json] = [*words_of_device(invitation.inviter)]
    return {
        "space": invitation.space.hex(),
        "title": call.home.node.space(invitation.space).title,
        "words": words,
        "own_words": [*call.home.node.words],
        **_counts(reading),
    }


def _counts(reading: Import) -> Answer:
    return {
        "entries": reading.entries,
        "refused": reading.refused + reading.damaged,
        "objects": reading.objects,
        "keys": reading.keys,
        "damaged": reading.damaged,
        "complete": reading.is_complete,
    }


COMMANDS = (
    Command(name="bundle.write", run=write),
    Command(name="bundle.read", run=read),
    Command(name="join.request", run=request),
    Command(name="join.answer", run=take_answer),
    Command(name="answer", run=answer),
)
