"""Files that are damaged in the ways files are, and in some that only an attacker thinks of."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Sequence
from random import Random

OBJECT = re.compile(rb"(\d+) 0 obj(?=\s)")
STREAM = re.compile(rb"(/Length )\d+((?:(?!endobj).){0,200}?stream\r?\n)(.*?)(?=\r?\n?endstream)", re.DOTALL)
TRAILER = re.compile(rb"trailer\s*(<<.*?>>)\s*startxref", re.DOTALL)
NUMBER = re.compile(rb"\d{1,9}")
NUMBERS = [b"0", b"-1", b"1", b"255", b"65536", b"99999999", b"2147483648", b"1e9", b"0.0000001"]
LONGEST = 400_000  # bytes, so that copies of copies do not grow for ever


def flip(data: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    for _bit in range(chance.choice([1, 1, 4, 30])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)


def overwrite(data: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(data))
    data[start : start + chance.randint(1, 40)] = chance.randbytes(chance.randint(0, 40))


def truncate(data: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    del data[chance.randrange(len(data)) :]


def cut(data: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(data))
    del data[start : start + chance.choice([1, 10, 300, 5000])]


def repeat(data: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    start = chance.randrange(len(data))
    piece = bytes(data[start : start + chance.choice([1, 10, 300, 5000])])
    place = chance.randrange(len(data))
    data[place:place] = piece * chance.choice([1, 2, 10, 200])


def splice(data: bytearray, chance: Random, others: Sequence[bytes]) -> None:
    other = chance.choice(others)
    start, place = chance.randrange(len(other)), chance.randrange(len(data))
    data[place : place + chance.choice([0, 300])] = other[start : start + chance.choice([20, 300, 5000])]


def renumber(data: bytearray, chance: Random, _: Sequence[bytes]) -> None:
    numbers = list(NUMBER.finditer(bytes(data)))
    for match in sorted(chance.sample(numbers, min(len(numbers), chance.choice([1, 5]))), key=lambda m: -m.start()):
        data[match.start() : match.end()] = chance.choice(NUMBERS)


WAYS: list[Callable[[bytearray, Random, Sequence[bytes]], None]] = [
    flip,
    overwrite,
    truncate,
    cut,
    repeat,
    splice,
    renumber,
    renumber,
]


def mutated(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    """The file after some damage; often damage inside that leaves its frame whole, so that it is read further."""
    if data.startswith(b"PK") and chance.random() < 0.8:
        return mutated_inside(data, chance, others)
    if data.startswith(b"%PDF") and b"trailer" in data and chance.random() < 0.8:
        return reframed(mutated_bytes(data, chance, others))
    return mutated_bytes(data, chance, others)


def mutated_bytes(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    damaged = bytearray(data)
    for _ in range(chance.choice([1, 1, 2, 4])):
        if damaged:
            chance.choice(WAYS)(damaged, chance, others)
    return bytes(damaged[:LONGEST])


def mutated_inside(data: bytes, chance: Random, others: Sequence[bytes]) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice([*files, *["word/document.xml", "word/numbering.xml"] * 4])
    if name in files:
        files[name] = mutated(files[name], chance, [*others, *filter(None, files.values())])
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in files.items():
            archive.writestr(each, content)
    return packed.getvalue()


def reframed(data: bytes) -> bytes:
    """A PDF with the lengths of its streams, and its table of objects, as they are after the damage."""
    trailer = TRAILER.search(data)
    body = data[: trailer.start()] if trailer else data
    body = STREAM.sub(lambda match: match[1] + b"%d" % len(match[3]) + match[2] + match[3], body)
    places = {int(match[1]): match.start() for match in OBJECT.finditer(body) if len(match[1]) < 6}
    table = b"".join(b"%d 1\n%010d 00000 n \n" % (number, place) for number, place in sorted(places.items()))
    said = trailer[1] if trailer else b"<< /Size 99 /Root 1 0 R >>"
    return body + b"xref\n" + table + b"trailer\n" + said + b"\nstartxref\n%d\n%%%%EOF\n" % len(body)
