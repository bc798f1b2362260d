"""Runs in the interpreter that holds the model's code and nothing else: no test, no expected value, no verdict.

Every answer is one letter and a text: V a value, U a value that cannot be sent, E an exception (its name, then the traceback).
Nothing here is safe from the program, which shares the interpreter; the worst it can do is answer with another plain value.
"""
import json
import random
import sys
import types

from _evalkit_describe import name_of, run, traceback_of
from _evalkit_wire import Unencodable, dumps, limit, loads, probe  # noqa: F401 (the host calls probe)

_solution = sys.modules['solution'] = types.ModuleType('solution')
"""Data classes and others look for the module that they are defined in."""
_namespace = _solution.__dict__

_kept = []
"""Answers that are never freed: taking a deep one apart overflows the stack. The memory is put back as a whole."""


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
    """Calls one function: its name, its arguments and its keyword arguments."""
    try:
        name, arguments, keywords = loads(request)
        result = _namespace[name](*arguments, **keywords)
    except BaseException as error:
        return _failure(error)
    try:
        return 'V' + dumps(result)
    except Unencodable as error:
        _kept.append(result)
        return 'U' + json.dumps([str(error)])
    except BaseException as error:
        return 'U' + json.dumps([name_of(error)])


def run_in_place(request):
    """Solution and tests in one namespace, as published numbers were made: forgeable, and only for comparison with them."""
    solution, tests, seed = json.loads(request)
    try:
        run(solution, 'solution.py', _namespace)
    except BaseException as error:
        return _failure(error)
    random.seed(seed)
    try:
        run(tests, 'tests.py', _namespace)
        return 'V'
    except AssertionError as error:
        return 'F' + json.dumps([name_of(error), traceback_of(error)])
    except BaseException as error:
        return _failure(error)


def _failure(error):
    return 'E' + json.dumps([name_of(error), traceback_of(error)])
