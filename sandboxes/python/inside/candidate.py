"""Runs in the interpreter that holds the model's code and nothing else: no test, no expected value, no verdict.

Every answer is one letter and a text: V a value, U a value that cannot be sent, E an exception (its name, then the traceback,
then the exception itself as a value).
Nothing here is safe from the program, which shares the interpreter; the worst it can do is answer with other values.
"""
import builtins
import json
import random
import sys
import types

from _evalkit_channel import ask_host
from _evalkit_describe import name_of, run, traceback_of
from _evalkit_library import FAST
from _evalkit_operations import operations, special
from _evalkit_peer import Peer
from _evalkit_surroundings import Surroundings
from _evalkit_unittest_results import TestsEnded, ended_well, first_failure, watch
from _evalkit_wire import limit, probe  # noqa: F401 (the host calls probe)

_solution = sys.modules['solution'] = types.ModuleType('solution')
"""Data classes and others look for the module that they are defined in."""
_namespace = _solution.__dict__

_MAIN = sys.modules['__main__']
"""Kept, as the host may hold on to what is in it."""

if not hasattr(builtins, 'exit'):  # what the module `site` brings
    builtins.exit = builtins.quit = sys.exit

_kept = []
"""Answers that are never freed: taking a deep one apart overflows the stack. The memory is put back as a whole."""

ask = ask_host
"""The tests' answer to a question about what they have lent. An engine that has another way puts it here."""


class Ended(BaseException):
    """The tests have ended: no answer matters any more."""


class _Candidate(Peer):
    def failed(self, answer, known):
        if answer[:1] != 'E':
            raise Ended
        error = self.read(answer[1:], known)
        raise error if isinstance(error, BaseException) else Ended


def load(request):
    """Defines the program: its source, and the size that its answers may have."""
    source, size = json.loads(request)
    limit(size)
    try:
        run(source, 'solution.py', _namespace)
        return 'V'
    except BaseException as error:
        return _failure(error)


def call(request):
    """Does one operation: see `_perform`."""
    try:
        kind, text, result = _peer.answer(request, _perform)
    except BaseException as error:
        return 'U' + json.dumps([name_of(error)])
    if kind == 'V':
        return 'V' + text
    if kind == 'U':
        _kept.append(result)
        return 'U' + json.dumps([text])
    return _failure(result, text)


def _perform(operation, target, arguments, keywords):
    if operation == 'function':
        return _namespace[target](*arguments, **keywords)
    if operation == 'name':
        return _namespace[target]
    if operation == 'refill':
        (contents,) = arguments
        _, items, fill = FAST[type(contents)]
        return fill(_namespace[target], items(contents))
    if operation == 'assign':
        name, value = arguments
        _namespace[name] = value
        return None
    if operation == 'unassign':
        return _namespace.pop(*arguments, None)
    if operation == 'surroundings':
        return _SURROUNDINGS.take(**keywords)
    if operation == 'names':
        return [*_namespace]
    if operation == 'share':
        _peer.shared.update((name, _namespace[name]) for name in arguments if isinstance(_namespace.get(name), type))
        return None
    return (_OPERATIONS.get(operation) or special(operation))(target, *arguments, **keywords)


def run_in_place(request):
    """Solution and tests in one namespace, as published numbers were made: forgeable, and only for comparison with them."""
    solution, tests, seed = json.loads(request)
    try:
        run(solution, 'solution.py', _namespace)
    except BaseException as error:
        return _failure(error)
    random.seed(seed)
    sys.modules['__main__'] = _solution
    _namespace['__name__'] = '__main__'
    watch(tests)
    try:
        run(tests, 'tests.py', _namespace)
    except (AssertionError, TestsEnded) as error:
        if not ended_well(error):
            return 'F' + json.dumps([name_of(error), first_failure() or traceback_of(error)])
    except BaseException as error:
        return _failure(error)
    failure = first_failure()
    return 'V' if failure is None else 'F' + json.dumps(['AssertionError', failure])


def _failure(error, *more):
    return 'E' + json.dumps([name_of(error), traceback_of(error), *more])


_OPERATIONS = operations()
_SURROUNDINGS = Surroundings()
_peer = _Candidate(lambda request: ask(request))
