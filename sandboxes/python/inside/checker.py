"""Runs in the trusted interpreter: holds the tests, calls the candidate through a stub, and alone decides the verdict.

A verdict is one letter and a text: P passed, F an assertion failed, U an answer that was not plain data, E an exception.
"""
import builtins
import json
import os
import random
import sys
import types

from _evalkit_describe import name_of, run, traceback_of
from _evalkit_wire import Unencodable, dumps, limit, loads, probe  # noqa: F401 (the host calls probe)

_HOST = 1000
"""A file descriptor that exists in this interpreter alone: a request is written, its answer read. See doors.js."""

_PIECE = 65536


class CandidateError(Exception):
    """An exception of the candidate's that is none of Python's own."""


class Stopped(BaseException):
    """The candidate cannot answer any more: no test may catch this by `except Exception` and go on."""


def ask(request):
    """The candidate's answer; see candidate.py for both. An engine that has another way puts it here."""
    os.write(_HOST, request.encode())
    answer = os.read(_HOST, _PIECE)
    while len(answer) % _PIECE == 0 and (more := os.read(_HOST, _PIECE)):
        answer += more
    return answer.decode()


def check(request):
    prompt, entry_point, tests, size, seed = json.loads(request)
    limit(size)
    random.seed(seed)  # some tests draw their inputs: nobody can know them, and a verdict does not depend on the one before
    candidate = Candidate(entry_point)
    tested = sys.modules['tests'] = types.ModuleType('tests')
    namespace = tested.__dict__
    _define_helpers(prompt, namespace)
    namespace[entry_point] = candidate
    try:
        run(tests, 'tests.py', namespace)
        verdict, error = 'P', None
    except BaseException as raised:
        verdict, error = ('F' if isinstance(raised, AssertionError) else 'E'), raised
    if candidate.unencodable is not None:
        return 'U' + json.dumps(['', candidate.unencodable])
    if error is None:
        return verdict
    if error is candidate.raised:
        return 'E' + json.dumps([candidate.raised_name, candidate.traceback])
    return verdict + json.dumps([name_of(error), traceback_of(error)])


class Candidate:
    """Stands in for the function under test, in the tests."""

    def __init__(self, entry_point):
        self.__name__ = entry_point
        self.unencodable = None
        self.raised = None
        self.raised_name = ''
        self.traceback = ''

    def __call__(self, *arguments, **keywords):
        answer = ask(dumps([self.__name__, arguments, keywords]))
        kind, text = answer[:1], answer[1:]
        if kind == 'V':
            try:
                return loads(text)
            except Unencodable as error:
                self.unencodable = str(error)
        if kind == 'E':
            raise self._exception(*_strings(text, 2))
        if kind == 'U':
            (self.unencodable,) = _strings(text, 1)
        raise Stopped

    def _exception(self, name, traceback):
        """Python's own exceptions as themselves, since a test may expect one."""
        kind = getattr(builtins, name, None)
        if not (isinstance(kind, type) and issubclass(kind, Exception)):
            kind = CandidateError
        try:
            self.raised = kind(name)
        except TypeError:  # UnicodeDecodeError and its like want more than one argument
            self.raised = CandidateError(name)
        self.raised_name, self.traceback = name, traceback
        return self.raised


def _strings(text, count):
    """So many strings, whatever the candidate has written in their place."""
    try:
        values = json.loads(text)
    except (ValueError, RecursionError):
        values = None
    if type(values) is not list or len(values) != count:
        values = [''] * count
    return [value if type(value) is str else '' for value in values]


def _define_helpers(prompt, namespace):
    """The prompt may define helpers that the tests call. Its last function has no body, or its docstring alone."""
    for source in (prompt, prompt + '    pass\n'):
        try:
            return run(source, 'prompt.py', namespace)
        except SyntaxError:
            continue
        except Exception:  # which the candidate has met as well
            return
