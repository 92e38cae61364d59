"""Seeded identifiers and chance: one stream per kind, so that a new draw in one place shifts no other."""

from __future__ import annotations

from random import Random

_TOKEN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"

Chance = Random
"""What draws: a stream of :class:`Ids`, by the name that other packages know it by."""


class Ids:
    """Every id and every draw of chance in a World; equal seeds give equal sequences in any process."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self._streams: dict[str, Random] = {}

    def stream(self, kind: str) -> Random:
        """The generator of one kind, made on first use."""
        stream = self._streams.get(kind)
        if stream is None:
            stream = self._streams[kind] = Random(f"{self.seed}:{kind}")
        return stream

    def chance(self, kind: str, key: str) -> Chance:
        """A generator for ``key`` alone, which no other draw shifts: at its begin each time it is asked for."""
        return Random(f"{self.seed}:{kind}:{key}")

    def hex(self, kind: str, length: int = 32) -> str:
        """``length`` lower-case hexadecimal digits."""
        return f"{self.stream(kind).getrandbits(4 * length):0{length}x}"

    def uuid(self, kind: str) -> str:
        """A version 4 UUID with dashes."""
        bits = self.stream(kind).getrandbits(128)
        digits = f"{(bits & ~(0xF << 76) & ~(0x3 << 62)) | (0x4 << 76) | (0x2 << 62):032x}"
        return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"

    def digits(self, kind: str, length: int = 19) -> str:
        """``length`` decimal digits, zero-padded; 19 of them stay below 2**63."""
        bound = min(10**length, 2**63)
        return f"{self.stream(kind).randrange(bound):0{length}d}"

    def token(self, kind: str, length: int) -> str:
        """``length`` characters of the alphabet of base64 for addresses."""
        return "".join(self.stream(kind).choices(_TOKEN, k=length))
