"""The checksum of FIT files (CRC-16/ARC: polynomial 0x8005 reflected, start 0), fast enough to be looked at always.

Byte by byte in Python it takes longer than all the rest of the reading. But the polynomial is (x + 1) times
q = x^15 + x + 1, and over bits q(x)^s = x^15s + x^s + 1 for every power s of two: modulo q a message folds onto half
its length by two shifts of a long integer. What that loses, the remainder modulo x + 1, is the parity of its bits.
"""

_BLOCK = 1 << 18  # bytes folded at once: bounds the memory, and how long one operation takes
_STEP = 14  # bits by which a fold shortens the message, times s
_ROOM = 29  # bits that a fold needs, times s
_LEAST = 8  # the smallest s: what is left stays whole bytes
_Q = 0xC001  # q, its bits in the order of the file


def checksum(data: bytes, begin: int = 0, end: int | None = None) -> int:
    """Of data[begin:end]; some 100 MB a second."""
    end = len(data) if end is None else end
    crc = 0
    for at in range(begin, end, _BLOCK):
        crc = _of_block(data[at : min(at + _BLOCK, end)], crc)
    return crc


def _of_block(block: bytes, crc: int) -> int:
    if len(block) * 8 >= _ROOM * _LEAST:
        block, crc = _folded(block, crc), 0
    for byte in block:
        crc = crc >> 8 ^ _TABLE[(crc ^ byte) & 0xFF]
    return crc


def _folded(block: bytes, crc: int) -> bytes:
    """A few bytes with the checksum that `block` has after bytes with the checksum `crc`."""
    message, bits = int.from_bytes(block, "little") ^ crc, len(block) * 8
    odd = message.bit_count() & 1
    s = _LEAST
    while _ROOM * s * 2 <= bits:
        s *= 2
    while s >= _LEAST:
        while _ROOM * s <= bits:
            first = message & ((1 << _STEP * s) - 1)
            message = message >> _STEP * s ^ first ^ first << s
            bits -= _STEP * s
        s //= 2
    if message.bit_count() & 1 != odd:
        message ^= _Q
    return message.to_bytes(bits // 8, "little")


def _entry(value: int) -> int:
    for _ in range(8):
        value = value >> 1 ^ (0xA001 if value & 1 else 0)
    return value


_TABLE = tuple(map(_entry, range(256)))
