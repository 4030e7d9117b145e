"""The process apart: it closes its box, reads one file from its input, writes sheets to its output and ends.

It is started with nothing but where the program's modules lie; it knows no home, no key and no address.
"""

import os
import sys
from collections.abc import Callable, Iterator
from typing import BinaryIO

from node.api.drawing.box import Box, close_box
from node.api.drawing.sheets import DRAWN, Job, Sheet, encode_fault, head_of
from node.api.errors import Fault, NoPicture
from node.api.limits import ATTACH_BYTES_MAX


def main(job: str, memory_bytes: str, cpu_s: str) -> None:
    """Draw the file on the standard input; the arguments are a job's name and its box."""
    draw = drawer(Job(job))
    close_box(Box(memory_bytes=int(memory_bytes), cpu_s=int(cpu_s)))
    answer(draw, sys.stdin.buffer, sys.stdout.buffer)
    os._exit(0)  # nothing is to be put in order, and no library is asked to


def drawer(job: Job) -> Callable[[bytes], Iterator[Sheet]]:
    """Return what draws files for a job, with everything it needs already loaded."""
    if job is Job.PAPER:
        from node.api.drawing.papers import draw_papers

        return draw_papers
    from node.api.pictures import unpacker

    return unpacker(job)


def answer(draw: Callable[[bytes], Iterator[Sheet]], source: BinaryIO, sink: BinaryIO) -> None:
    """Draw what `source` holds and write it to `sink`, a sheet at a time, or what went wrong."""
    try:
        for sheet in draw(source.read(ATTACH_BYTES_MAX)):
            sink.write(head_of(sheet))
            sink.write(sheet.pixels)
        end = bytes((DRAWN,))
    except NoPicture as error:
        end = encode_fault(error.fault)
    except MemoryError:
        end = encode_fault(Fault.HEAVY)
    except Exception:  # noqa: BLE001 -- the edge of a decoder of foreign bytes: whatever it raises is no picture
        end = encode_fault(Fault.DAMAGED)
    sink.write(end)
    sink.flush()
