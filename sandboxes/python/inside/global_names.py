"""Which global names a compiled program uses and defines, from its bytecode: faster than its syntax tree by far."""
import re
import sys
import types
from opcode import opmap

_EXTENDED = opmap['EXTENDED_ARG']
_LOADS = {re.compile(re.escape(bytes([opmap[name]]))): shift for name, shift in [
    ('LOAD_NAME', 0),
    ('LOAD_GLOBAL', 1 if sys.version_info >= (3, 11) else 0),  # the lowest bit says something else since 3.11
    ('LOAD_FROM_DICT_OR_GLOBALS', 0),
] if name in opmap}
_STORES = {re.compile(re.escape(bytes([opmap[name]]))): 0 for name in ('STORE_NAME', 'STORE_GLOBAL')}


def names_in(code):
    """Of globals and attributes."""
    yield from code.co_names
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            yield from names_in(constant)


def global_names(code):
    """(used, defined): two sets. A name that a class body defines counts as defined."""
    used, defined = _names(code, _LOADS), _names(code, _STORES)
    for constant in code.co_consts:
        if isinstance(constant, types.CodeType):
            used_within, defined_within = global_names(constant)
            used |= used_within
            defined |= defined_within
    return used, defined


def _names(code, instructions):
    operations, arguments = code.co_code[::2], code.co_code[1::2]
    found = set()
    for operation, shift in instructions.items():
        for match in operation.finditer(operations):
            at = match.start()
            argument = arguments[at]
            if at > 0 and operations[at - 1] == _EXTENDED:
                argument |= arguments[at - 1] << 8
            if argument >> shift < len(code.co_names):
                found.add(code.co_names[argument >> shift])
    return found
