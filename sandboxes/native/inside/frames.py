"""Messages over a pipe: four bytes of length, then so many bytes."""
import os

_HEAD = 4


def send(pipe, message):
    rest = memoryview(len(message).to_bytes(_HEAD, 'big') + message)
    while rest:
        rest = rest[os.write(pipe, rest):]


def receive(pipe, limit):
    """None where no whole message comes any more, or one longer than it may be: after that, nothing is understood."""
    head = _exactly(pipe, _HEAD)
    size = int.from_bytes(head, 'big')
    return _exactly(pipe, size) if len(head) == _HEAD and size <= limit else None


def _exactly(pipe, size):
    """So many bytes, or as many as come before the end."""
    parts = []
    while size > 0 and (part := os.read(pipe, size)):
        parts.append(part)
        size -= len(part)
    return b''.join(parts)
