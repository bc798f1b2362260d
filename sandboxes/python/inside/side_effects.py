"""Whether code of the tests may change what outlives it: modules, files, the interpreter itself. Told by its bytecode, which errs on that side."""
import sys
import types
from opcode import opmap

from _evalkit_global_names import names_in

_STORES = {opmap[name] for name in ('STORE_ATTR', 'DELETE_ATTR', 'STORE_SUBSCR', 'DELETE_SUBSCR', 'STORE_SLICE') if name in opmap}

_HARMLESS = frozenset(
    """math cmath copy string itertools functools collections operator typing heapq bisect re json datetime fractions statistics
    random numbers textwrap dataclasses enum abc hashlib __future__""".split()
)
"""Modules whose functions change nothing in their modules, but for the numbers that `random` draws: those have a seed for each program."""

_REACHING = frozenset('setattr delattr vars globals exec eval compile open input breakpoint exit quit register'.split())
"""Names of functions that reach further than the code that calls them."""

_MODULES = frozenset(getattr(sys, 'stdlib_module_names', sys.builtin_module_names)) - _HARMLESS
_OWN = frozenset({'__name__', '__main__', '__doc__', '__init__', '__module__', '__qualname__', '__eq__', '__repr__', '__annotate__'})


def has_side_effects(code):
    """Code of a module, with all that is defined in it."""
    return _stores(code) or any(name in _REACHING or name.partition('.')[0] in _MODULES or _is_inner(name) for name in names_in(code))


def _stores(code):
    inner = (constant for constant in code.co_consts if isinstance(constant, types.CodeType))
    return not _STORES.isdisjoint(code.co_code[::2]) or any(map(_stores, inner))


def _is_inner(name):
    return name.startswith('__') and name not in _OWN and name not in _HARMLESS
