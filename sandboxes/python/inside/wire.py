"""Plain data between candidate and checker, as JSON: exact types only, whatever else a program makes of them.

Never pickle or marshal: what arrives in the checker was written by code that nobody trusts, and JSON can only say data.
Scalars stand for themselves; every other value is an array that begins with its tag, so no value can pass for another.
Containers are counted as they come, on both sides alike, and `["@", n]` is the n-th of them again: shared and cyclic
structures stay what they are, and an answer can name the arguments of its request.
"""
import json
import operator

from _evalkit_class_names import class_of, name_in_library
from _evalkit_library import CONTAINERS, FAST, VALUES

MAX_DEPTH = 100

MAX_REQUEST = 8
"""A request may be so many times longer than an answer: only its text is escaped, and the tests can be trusted with it."""

_max_size = 1_000_000
"""Of one answer, in bytes of JSON."""

_LEAST = 2
"""Characters of any value, with the comma behind it."""

_LARGE = 1 << 4096
"""From here on, an integer travels in hexadecimal: Python refuses to write very long decimals."""

_parsed = json.JSONDecoder().decode
_escaped = json.JSONEncoder(separators=(',', ':'), check_circular=False).encode
_unescaped = json.JSONEncoder(separators=(',', ':'), check_circular=False, ensure_ascii=False).encode


class Unencodable(Exception):
    """A value that cannot be sent: too large, too deep, or bound to its own interpreter."""


def limit(size):
    """From here on, one answer may take so many bytes of JSON."""
    global _max_size
    _max_size = size


class Writer:
    """One message. `foreign(value, kind, writer, depth)` packs what is not plain data."""

    __slots__ = ('foreign', 'known', 'kept', '_numbers', '_size', '_left', '_later')

    def __init__(self, foreign, known=(), factor=1):
        self.foreign = foreign
        self.known = [*known]
        """(container, items, fill) of each, in order: how its contents are read, and replaced."""
        self.kept = []
        """Temporary objects, since containers are told by their addresses."""
        self._numbers = {id(entry[0]): number for number, entry in enumerate(known)} if known else {}
        self._size = self._left = factor * _max_size
        self._later = []

    def text(self, value, changed=()):
        """An answer: a value, new contents of known containers, and what was put off. Raises Unencodable."""
        packed = self.pack(value, 0)
        changes = [[number, *self.pack_all(contents, 1)] for number, contents in changed]
        later = self._packed_later() if self._later else ()
        return self._written([packed, changes, later] if changes or later else [packed])

    def request(self, operation, target, arguments, keywords):
        """A question: an operation, what it is done to, and its arguments. Raises Unencodable."""
        target = self.pack(target, 0)
        arguments = self.pack_all(arguments, 1)
        keywords = [[name, self.pack(value, 1)] for name, value in keywords.items()] if keywords else ()
        return self._written([operation, target, arguments, keywords, self._packed_later() if self._later else ()])

    def _packed_later(self):
        packed = []
        while self._later:
            packed.append(self._later.pop(0)())
        return packed

    def _written(self, message):
        text = _unescaped(message) if self._size == _max_size else _escaped(message)
        try:
            size = len(text) if text.isascii() else len(text.encode())
        except UnicodeEncodeError:  # lone surrogates are no UTF-8
            text = _escaped(message)
            size = len(text)
        if size > self._size:
            raise Unencodable('the value is too large')
        return text

    def pack(self, value, depth):
        kind = type(value)
        if kind in _SCALARS:
            return self._pack_scalar(value, kind)
        self._left -= _LEAST
        if self._left < 0:
            raise Unencodable('the value is too large')
        if depth >= MAX_DEPTH:
            raise Unencodable('the value is nested too deep')
        if kind is tuple:
            return ['t', *self.pack_all(value, depth + 1)]
        number = self._numbers.get(id(value))
        if number is not None:
            return ['@', number]
        if kind in FAST:
            tag, items, fill = FAST[kind]
            self._numbers[id(value)] = len(self.known)
            self.known.append((value, items, fill))
            return [tag, *self.pack_all(items(value), depth + 1)] if value else [tag]
        if kind is bytes:
            self.spend(len(value))
            return ['b', value.hex()]
        name = name_in_library(kind)
        if name in VALUES:
            parts = VALUES[name][0](value)
            self.kept.append(parts)
            return ['v', name, *self.pack_all(parts, depth + 1)]
        if name in CONTAINERS:
            head, _, items, fill = CONTAINERS[name]
            self.register(value, items, fill)
            contents = items(value)
            self.kept.append(contents)
            return ['m', name, self.pack_all(head(value), depth + 1), *self.pack_all(contents, depth + 1)]
        return self.foreign(value, kind, self, depth)

    def pack_all(self, values, depth):
        """Many scalars of one kind, which is what most lists are made of, at once."""
        kinds = {*map(type, values)}
        if kinds == _INTS and -_LARGE < min(values) and max(values) < _LARGE:
            self.spend(_LEAST * len(values))
            return values
        if kinds == _STRINGS:
            self.spend(sum(map(len, values)))
            return values
        pack = self.pack
        return [pack(value, depth) for value in values]

    def register(self, value, items=None, fill=None):
        """Counts it among the containers: whoever reads must do so at the same point."""
        self._numbers[id(value)] = len(self.known)
        self.known.append((value, items, fill))

    def number_of(self, value):
        return self._numbers.get(id(value))

    def put_off(self, pack):
        """Packed at the end, at no depth: long chains of objects are not deep."""
        self._later.append(pack)

    def spend(self, size):
        self._left -= size
        if self._left < 0:
            raise Unencodable('the value is too large')

    def _pack_scalar(self, value, kind):
        if kind is str:
            self.spend(len(value))
        elif kind is int and not -_LARGE < value < _LARGE:
            self.spend(value.bit_length() // 4)
            return ['i', hex(value)]
        else:
            self.spend(_LEAST)
        return value


class Reader:
    """One message. `foreign(tag, items, reader)` makes what is not plain data."""

    __slots__ = ('foreign', 'known', '_later')

    def __init__(self, foreign, known=()):
        self.foreign = foreign
        self.known = [*known]
        self._later = []

    def value(self, text):
        """An answer. Raises Unencodable for what no Writer would have written."""
        return self._checked(self._answer, text)

    def request(self, text):
        """(operation, target, arguments, keywords). Raises Unencodable likewise."""
        return self._checked(self._request, text)

    def _checked(self, unpack, text):
        try:
            return unpack(*_parsed(text))
        except Unencodable:
            raise
        except Exception as error:
            raise Unencodable('not a value') from error

    def _answer(self, packed, changes=(), later=()):
        value = self.unpack(packed)
        if changes or later or self._later:
            self._finish(changes, later)
        return value

    def _request(self, operation, target, arguments, keywords, later):
        target = self.unpack(target)
        arguments = self.unpack_all(arguments)
        keywords = {name: self.unpack(value) for name, value in keywords}
        if later or self._later:
            self._finish((), later)
        return operation, target, arguments, keywords

    def _finish(self, changes, later):
        # All contents first: a container may be filled with others that change as well.
        changed = [(self.known[self._index(number)], self.unpack_all(contents)) for number, *contents in changes]
        for packed in later:
            self._later.pop(0)(packed)
        if self._later:
            raise ValueError
        for (container, _, fill), contents in changed:
            fill(container, contents)

    def unpack(self, value):
        if type(value) is not list:
            if type(value) is dict:
                raise ValueError
            return value
        tag = value[0]
        if tag == 't':
            return tuple(self.unpack_all(value[1:]))
        if tag in _MAKE:
            kind, items, fill = _MAKE[tag]
            made = kind()
            self.known.append((made, items, fill))
            if len(value) > 1:
                fill(made, self.unpack_all(value[1:]))
            return made
        if tag == '@':
            return self.known[self._index(value[1])][0]
        if tag == 'b':
            return bytes.fromhex(value[1])
        if tag == 'i':
            return int(value[1], 16)
        if tag == 'v':
            return VALUES[value[1]][1](class_of(value[1]), *self.unpack_all(value[2:]))
        if tag == 'm':
            _, name, parts, *contents = value
            _, make, items, fill = CONTAINERS[name]
            place = self.reserve()
            made = make(class_of(name), *self.unpack_all(parts))
            self.known[place] = (made, items, fill)
            fill(made, self.unpack_all(contents))
            return made
        return self.foreign(tag, value[1:], self)

    def unpack_all(self, values):
        if _NESTED.isdisjoint(map(type, values)):
            return values
        unpack = self.unpack
        return [unpack(value) for value in values]

    def reserve(self):
        """The place of a container that is made after its parts."""
        self.known.append((None, None, None))
        return len(self.known) - 1

    def put_off(self, unpack):
        self._later.append(unpack)

    def _index(self, number):
        if type(number) is not int or not 0 <= number < len(self.known):
            raise ValueError
        return number


_SCALARS = frozenset({type(None), bool, int, float, str})
_INTS, _STRINGS = {int}, {str}
_NESTED = frozenset({list, dict})
_MAKE = {tag: (kind, items, fill) for kind, (tag, items, fill) in FAST.items()}


def contents_of(known):
    """What the containers hold now, to be compared by `changes`."""
    return [None if items is None else items(container) for container, items, _ in known]


def changes(known, before):
    """(number, contents) of each container that no longer holds the very same objects."""
    for number, old in enumerate(before):
        if old is not None:
            container, items, _ = known[number]
            new = items(container)
            if len(old) != len(new) or not all(map(operator.is_, old, new)):
                yield number, new


def probe(_request):
    """A known-good call: an interpreter that does not get this right is not asked to run a program."""
    return 'V' if _parsed(_escaped([1, 2.5, ['a', None]])) == [1, 2.5, ['a', None]] else ''
