"""One side of the conversation: sends values, asks the other side for what stays there, and answers its questions.

Plain data travels (wire.py), and so do instances of classes that can be made again (classes.py). Everything else stays where it is:
it is lent under a number, and the other side gets a stand-in for it (stand_ins.py).
"""
import sys

from _evalkit_instances import pack_instance, unpack_class, unpack_instance
from _evalkit_wire import MAX_REQUEST, Reader, Unencodable, Writer, changes, contents_of

_MAX_NESTED = 200
"""Questions within questions: each takes a piece of both stacks."""

_FRAMES = 24
"""Of Python that a question within a question adds, and that no program reckons with."""


class Peer:
    """`send` carries a request to the other side and its answer back. `judges`: the other side is not trusted."""

    judges = False

    def __init__(self, send):
        self.send = send
        self.shared = {}
        """Name → class that both sides define themselves: that of the prompt."""
        self.tested = set()
        """Stand-ins for classes that the tests know by name: what their methods say is what is tested."""
        self.forms = {}
        """id of a class made here → (form, library class below it)."""
        self.sources = {}
        """Number → what asks for the items of an iterator."""
        self.abandoned = []
        """Iterators to be closed before the next question."""
        self._nested = 0
        self._lent = []
        self._numbers = {}
        self._borrowed = {}
        self._origins = {}

    def ask(self, operation, target, /, *arguments, **keywords):
        """Raises what the other side raised; see `failed` and `stop`, which each side has its own way of."""
        if self._nested >= _MAX_NESTED:
            raise RecursionError('program and tests call each other too deep')
        while self.abandoned:
            self.ask('close', self.abandoned.pop())
        writer = Writer(self._pack, factor=MAX_REQUEST)
        try:
            text = writer.request(operation, target, arguments, keywords)
        except Unencodable as error:
            return self.stop(f'{error} (an argument)')
        answer = self._send_nested(text) if self._nested else self._send(text)
        if answer[:1] != 'V':
            return self.failed(answer, writer.known)
        return self.read(answer[1:], writer.known)

    def _send(self, text):
        self._nested += 1
        try:
            return self.send(text)
        finally:
            self._nested -= 1

    def _send_nested(self, text):
        limit = sys.getrecursionlimit()
        sys.setrecursionlimit(limit + _FRAMES)
        try:
            return self._send(text)
        finally:
            try:
                sys.setrecursionlimit(limit)
            except RecursionError:  # its own depth is beyond by now
                pass

    def tests(self, kind):
        return not self.tested.isdisjoint(type.mro(kind))

    def read(self, text, known):
        try:
            return Reader(self._unpack, known).value(text)
        except Unencodable as error:
            return self.stop(str(error))

    def failed(self, answer, known):
        """What to do about an answer that is no value."""
        raise NotImplementedError

    def stop(self, reason):
        """A value cannot be had: never returns."""
        raise Unencodable(reason)

    def answer(self, request, perform):
        """
        `perform(operation, target, arguments, keywords)`.

        Returns ('V', message, result), ('U', reason, result), or ('E', message, exception).
        """
        reader = Reader(self._unpack)
        operation, target, arguments, keywords = reader.request(request)
        before = contents_of(reader.known) if reader.known else ()
        try:
            kind, result = 'V', perform(operation, target, arguments, keywords)
        except BaseException as error:
            kind, result = 'E', error
        changed = [*changes(reader.known, before)] if before else ()
        try:
            return kind, Writer(self._pack, reader.known).text(result, changed), result
        except Unencodable as error:
            return ('U', str(error), result) if kind == 'V' else (kind, '', result)

    def lend(self, value):
        number = self._numbers.get(id(value))
        if number is None:
            number = self._numbers[id(value)] = len(self._lent)
            self._lent.append(value)
        return number

    def has_lent(self, value):
        return id(value) in self._numbers

    def lent(self, number):
        return self._lent[number] if type(number) is int and number >= 0 else _refuse()

    def borrow(self, number, make, *more):
        """The stand-in for what the other side lends under this number: one for good, so that `is` says what is true."""
        if type(number) is not int:
            _refuse()
        if number not in self._borrowed:
            self._borrowed[number] = make(*more)
            self.note_origin(self._borrowed[number], number)
        return self._borrowed[number]

    def note_origin(self, value, number):
        self._origins[id(value)] = number

    def origin_of(self, value):
        return self._origins.get(id(value))

    def _pack(self, value, kind, writer, depth):
        origin = self._origins.get(id(value))
        if origin is None:
            return pack_instance(self, value, kind, writer, depth)
        if origin in self.sources and self.sources[origin].ahead:
            raise Unencodable('an iterator that was read ahead goes back')
        return ['Y', origin]

    def _unpack(self, tag, items, reader):
        if tag == 'Y':
            return self.lent(*items)
        return unpack_class(self, items, reader) if tag == 'C' else unpack_instance(self, tag, items, reader)


def _refuse():
    raise ValueError
