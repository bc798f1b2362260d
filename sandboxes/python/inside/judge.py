"""The tests' side of the conversation, and what they are handed. See permissions.py for what the program may do with objects of theirs."""
import json
import types

from _evalkit_library import FAST
from _evalkit_library_names import meant
from _evalkit_peer import Peer
from _evalkit_permissions import allowed_operation, is_of_tests
from _evalkit_predicates import Doubtful, refuse_with
from _evalkit_stand_ins import Function
from _evalkit_suppressed import skips_assertions
from _evalkit_swallowed import may_be_swallowed, was_swallowed
from _evalkit_surroundings import lent_surroundings, surroundings
from _evalkit_wire import Reader, Unencodable

_CONTENTS = {kind: items for kind, (_, items, _) in FAST.items()}
_CALLS = frozenset({'function', 'call', 'method', 'await'})
"""Not the protocols of iterators and sequences, which are ended by exceptions."""


class CandidateError(Exception):
    """An exception of the candidate's that is none of Python's own."""


class Stopped(BaseException):
    """The candidate cannot answer any more: no test may catch this by `except Exception` and go on."""


class Judge(Peer):
    judges = True

    def __init__(self, send):
        super().__init__(send)
        self.unencodable = None
        self.failure = None
        """An assertion of the tests' that did not hold in a function that the program called."""
        self.raised = None
        """The last exception of the program's: (exception, its name, its traceback)."""
        self.stopped = False
        self._swallowed = []
        """As `raised`: exceptions of calls that may come to nothing."""
        self._globals = {}
        """Name → a container of the program's, and what it held when it was last the same on both sides."""
        self._first = self._sent = surroundings()
        refuse_with(self.stop)

    def ask(self, operation, target, /, *arguments, **keywords):
        if self.stopped:
            raise Stopped
        now = surroundings()
        if now != self._sent:
            self._sent = now
            super().ask('surroundings', None, **lent_surroundings(now, self._first))
        if self._globals:
            self._send_globals()
        try:
            if operation == '__exit__':
                return self._leave(target, *arguments)
            return super().ask(operation, target, *arguments, **keywords)
        except BaseException as error:
            if operation in _CALLS and self.raised is not None and error is self.raised[0] and may_be_swallowed(error):
                self._swallowed.append(self.raised)
            raise

    def _leave(self, target, kind=None, error=None, traceback=None):
        """Tracebacks do not travel: they lead to the tests."""
        suppresses = super().ask('__exit__', target, kind, error, None)
        if suppresses and error is not None and skips_assertions(error):
            self.stop('the program suppresses an exception of the tests before their assertions have held')
        return suppresses

    def swallowed(self):
        """After the tests: an exception of the program's that ended a loop of theirs instead of them. As `raised`, or None."""
        return next((raised for raised in self._swallowed if was_swallowed(raised[0], Judge.ask.__code__)), None)

    def _send_globals(self):
        """What the tests have changed."""
        for name, (container, before) in self._globals.items():
            if [*map(id, _CONTENTS[type(container)](container))] != [*map(id, before)]:
                super().ask('refill', name, container)
                self._note_global(name, container)

    def _note_global(self, name, container):
        self._globals[name] = container, [*_CONTENTS[type(container)](container)]

    def _pack(self, value, kind, writer, depth):
        if kind is Doubtful:
            return writer.pack(value._evalkit_function, depth)
        return super()._pack(value._itself() if kind is Candidate else value, kind, writer, depth)

    def stop(self, reason):
        self.unencodable = self.unencodable or reason
        self.stopped = True
        raise Stopped

    def failed(self, answer, known):
        if answer[:1] == 'U':
            self.stop(*strings(answer[1:], 1))
        if answer[:1] != 'E' or self.stopped:
            self.stopped = True
            raise Stopped
        name, traceback, message = strings(answer[1:], 3)
        try:
            error = Reader(self._unpack, known).value(message)
        except Unencodable:
            error = None
        if not isinstance(error, BaseException) or isinstance(error, Stopped):
            error = CandidateError(name)
        self.raised = error, name, traceback
        raise error

    def subject(self, name):
        """What the tests are about. A class is described at once: tests ask what is an instance of it."""
        if name[:1].isupper():
            try:
                found = self.named(name)
            except Exception:  # told where the tests use it
                found = None
            if isinstance(found, type):
                return found
        return Candidate(self, name)

    def named(self, name):
        """What the program calls so."""
        found = self.ask('name', name)
        if type(found) in FAST:
            tag, items, fill = FAST[type(found)]
            if type(self._globals.get(name, (None,))[0]) is type(found):
                container = self._globals[name][0]
                fill(container, items(found))
                found = container
            self._note_global(name, found)
        if isinstance(found, type) and name[:1].isupper():
            self.tested.add(found)
        return found

    def serve(self, request):
        """Answers the program's question about what the tests have lent it, in the midst of a call."""
        if self.stopped:
            return 'X'
        try:
            kind, text, result = self.answer(request, self._perform)
        except Exception:  # whoever asked does not speak our language
            return 'X'
        if isinstance(result, Stopped) and kind == 'E':
            return 'X'
        if kind == 'E' and isinstance(result, AssertionError) and result is not (self.raised or [None])[0]:
            self.failure = self.failure or result
        return kind + text if kind != 'U' else 'X'

    def _perform(self, operation, target, arguments, keywords):
        if not self.has_lent(target) and not is_of_tests(type(target)):
            raise TypeError('not lent')
        allowed = allowed_operation(operation, target)
        return allowed(target, *arguments, **keywords)


class Candidate(Function):
    # Stands in for the function under test, or the class, in the tests. Its docstring is that of the function.
    __doc__ = vars(Function)['__doc__']

    def __init__(self, judge, entry_point):
        super().__init__(judge, entry_point, types.FunctionType)

    def __call__(self, /, *arguments, **keywords):
        if self._evalkit_name[:1].isupper():  # a class, of which the judge has to know
            return self._itself()(*arguments, **keywords)
        return self._evalkit_peer.ask('function', self._evalkit_name, *arguments, **keywords)

    def _itself(self):
        return self._evalkit_peer.named(self._evalkit_name)

    def _name(self):
        return getattr(self._itself(), '__name__', self._evalkit_name)

    def __getattr__(self, name):
        return super().__getattr__(name) if name.startswith('__') else getattr(self._itself(), name)

    def __setattr__(self, name, value):
        setattr(self._itself(), name, value)

    def __instancecheck__(self, value):
        return isinstance(value, self._itself())

    def __subclasscheck__(self, kind):
        return issubclass(kind, self._itself())

    def __mro_entries__(self, bases):
        return (self._itself(),)


class Namespace(dict):
    """Of tests that use what the program defines beside its function: looked up where it is, as often as it is used."""

    def __init__(self, judge, names, values):
        super().__init__(values)
        self._judge, self._names = judge, frozenset(names)

    def __missing__(self, name):
        if name not in self._names:
            raise KeyError(name)
        return meant(self._judge, name, self._judge.named(name))

    def __contains__(self, name):
        return name in self._names or super().__contains__(name)


class NamesOfProgram(dict):
    """All of them."""

    def __init__(self, judge):
        super().__init__()
        self._judge = judge

    def __missing__(self, name):
        return meant(self._judge, name, self._judge.named(name))


def strings(text, count):
    """So many strings, whatever the candidate has written in their place."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if type(values) is not list:
        values = []
    values = [value if type(value) is str else '' for value in values[:count]]
    return values + [''] * (count - len(values))
