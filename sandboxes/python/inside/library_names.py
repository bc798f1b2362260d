"""
Names of Python's library that tests use without importing them, since the solution that they were written for did. They mean the
library's, whatever a program has put there: `math.isclose` or `Counter` of its own would decide what is equal.
"""
import cmath
import collections
import copy
import functools
import importlib
import json
import math
import re
import types

from _evalkit_instances import MODULES
from _evalkit_library import FAST
from _evalkit_stand_ins import Function

_FUNCTIONS = {
    name: value
    for module in (re, json, functools, copy, collections, cmath, math)
    for name, value in vars(module).items()
    if not name.startswith('_') and callable(value)
}
_DATA = frozenset({type(None), bool, int, float, str, bytes, tuple, *FAST})


def meant(judge, name, found):
    """What tests mean by a name under which the program has `found`."""
    if name in MODULES and type(found) not in _DATA and type(found) is not types.ModuleType:
        return _Module(importlib.import_module(name), found)
    if name not in _FUNCTIONS or type(found) is not Function:
        return found
    if judge.ask('get', found, '__module__') != 'solution':  # so it says, and gets the library's
        return _FUNCTIONS[name]
    return functools.partial(_agreed, judge, name, found)


class _Module:
    """A module of the library, which the program has called something else by."""

    def __init__(self, module, found):
        self.__dict__.update(vars(module))
        self._evalkit_found = found

    def __call__(self, *arguments, **keywords):
        return self._evalkit_found(*arguments, **keywords)


def _agreed(judge, name, function, *arguments, **keywords):
    """What both the program's function and the library's say."""
    answer = function(*arguments, **keywords)
    try:
        own = _FUNCTIONS[name](*arguments, **keywords)
        agrees = type(answer) in (int, float) and cmath.isclose(answer, own) or answer == own
    except Exception:
        agrees = False
    return own if agrees else judge.stop(f'the tests use {name}, which the program defines otherwise than Python')
