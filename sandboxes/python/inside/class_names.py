"""Classes that both sides know by their names: those of Python's own library."""
import importlib
import sys
from collections import OrderedDict
from types import MappingProxyType

_MODULES = frozenset(
    """builtins collections decimal fractions datetime json.decoder re statistics queue _queue asyncio.exceptions asyncio.queues
    dataclasses binascii struct array uuid pathlib pathlib._local types enum zoneinfo zoneinfo._common itertools string numbers
    collections.abc functools io abc""".split()
)
"""Modules whose classes are known on both sides by their names."""


def name_in_library(kind):
    """`module.name`; None for what is not of these modules."""
    if kind in _HIDDEN:
        return _HIDDEN[kind]
    module, name = module_of(kind), type.__dict__['__qualname__'].__get__(kind)
    if module in _MODULES and getattr(sys.modules.get(module), name, None) is kind:
        return f'{module}.{name}'
    return None


def class_of(name):
    """Raises ValueError for what is no class of the library."""
    if name in _HIDDEN_CLASSES:
        return _HIDDEN_CLASSES[name]
    module, _, short = name.rpartition('.')
    kind = getattr(importlib.import_module(module), short, None) if module in _MODULES else None
    if not isinstance(kind, type):
        raise ValueError
    return kind


def module_of(kind):
    """As the class itself says, which may be anything."""
    module = type.__dict__['__module__'].__get__(kind)
    return module if type(module) is str else ''


def is_own(kind):
    """Whether it comes from a program, and not from Python."""
    return module_of(kind).partition('.')[0] not in _PYTHON


_HIDDEN = {
    type({}.keys()): 'builtins.dict_keys',
    type({}.values()): 'builtins.dict_values',
    type({}.items()): 'builtins.dict_items',
    type(OrderedDict().keys()): 'builtins.dict_keys',
    type(OrderedDict().values()): 'builtins.dict_values',
    type(OrderedDict().items()): 'builtins.dict_items',
    type(None): 'types.NoneType',
    type(...): 'types.EllipsisType',
    type(NotImplemented): 'types.NotImplementedType',
    MappingProxyType: 'types.MappingProxyType',
}
"""Classes without a name of their own in a module."""
_HIDDEN_CLASSES = {name: kind for kind, name in reversed(list(_HIDDEN.items()))}

_PYTHON = getattr(sys, 'stdlib_module_names', frozenset(sys.builtin_module_names) | {name.partition('.')[0] for name in _MODULES})
