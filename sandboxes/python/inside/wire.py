"""Plain data between candidate and checker, as JSON: exact types only, whatever else a program makes of them.

Never pickle or marshal: what arrives in the checker was written by code that nobody trusts, and JSON can only say data.
Scalars stand for themselves; every container is an array that begins with its tag, so no value can pass for another.
"""
import json
from collections import Counter, OrderedDict, defaultdict

MAX_DEPTH = 100

_max_size = 1_000_000
"""Of one value, in characters of JSON."""

_LEAST = 2
"""Characters of any value, with the comma behind it."""

_LONG_INT = 4096
"""Bits from which an integer travels in hexadecimal: Python refuses to write very long decimals."""

_DICTS = (dict, Counter, defaultdict, OrderedDict)
"""Equal to a plain dictionary in every test, and sent as one."""

_to_json = json.JSONEncoder(separators=(',', ':'), check_circular=False).encode


class Unencodable(Exception):
    """A value that is not plain data, or too large or too deep."""


def limit(size):
    """From here on, one value may take so many characters of JSON."""
    global _max_size
    _max_size = size


def dumps(value):
    """Raises Unencodable."""
    text = _to_json(_pack(value, 0, [_max_size]))
    if len(text) > _max_size:
        raise Unencodable('the value is too large')
    return text


def loads(text):
    """Raises Unencodable for what `dumps` would not have written."""
    try:
        return _unpack(json.loads(text))
    except (ValueError, TypeError, LookupError, RecursionError) as error:
        raise Unencodable('not a value') from error


def _pack(value, depth, left):
    kind = type(value)
    left[0] -= len(value) if kind is str or kind is bytes else _LEAST
    if left[0] < 0:
        raise Unencodable('the value is too large')
    if value is None or kind is bool or kind is float or kind is str:
        return value
    if kind is int:
        return value if value.bit_length() < _LONG_INT else _pack_long(value, left)
    if depth >= MAX_DEPTH:
        raise Unencodable('the value is nested too deep')
    depth += 1
    if kind is list:
        return ['l', *[_pack(item, depth, left) for item in value]]
    if kind is tuple:
        return ['t', *[_pack(item, depth, left) for item in value]]
    if kind in _DICTS:
        return ['d', *[[_pack(key, depth, left), _pack(item, depth, left)] for key, item in dict.items(value)]]
    if kind is set:
        return ['s', *[_pack(item, depth, left) for item in value]]
    if kind is frozenset:
        return ['f', *[_pack(item, depth, left) for item in value]]
    if kind is complex:
        return ['c', value.real, value.imag]
    if kind is bytes:
        return ['b', value.hex()]
    if kind is range:
        return ['r', *[_pack(bound, depth, left) for bound in (value.start, value.stop, value.step)]]
    raise Unencodable('the value is a ' + type.__getattribute__(kind, '__name__'))


def _pack_long(value, left):
    left[0] -= value.bit_length() // 4
    if left[0] < 0:
        raise Unencodable('the value is too large')
    return ['i', hex(value)]


def _unpack(value):
    if type(value) is not list:
        if type(value) is dict:
            raise ValueError
        return value
    tag, *items = value
    if tag == 'l':
        return [_unpack(item) for item in items]
    if tag == 't':
        return tuple(_unpack(item) for item in items)
    if tag == 'd':
        return {_unpack(key): _unpack(item) for key, item in items}
    if tag == 's':
        return {_unpack(item) for item in items}
    if tag == 'f':
        return frozenset(_unpack(item) for item in items)
    if tag == 'c':
        return complex(*items)
    if tag == 'b':
        return bytes.fromhex(*items)
    if tag == 'r':
        return range(*[_unpack(bound) for bound in items])
    if tag == 'i':
        return int(items[0], 16)
    raise ValueError


def probe(_request):
    """A known-good call: an interpreter that does not get this right is not asked to run a program."""
    return 'V' if loads(dumps([1, 2.5, ('a', {3: None})])) == [1, 2.5, ('a', {3: None})] else ''
