"""How instances and classes of a program travel, or are lent. See peer.py for what this is a part of."""
import enum
import sys
import types

from _evalkit_class_names import class_of, is_own, module_of, name_in_library
from _evalkit_classes import builds_itself, details, form_of, specials
from _evalkit_iterators import Iterator, kind_of_iterator, local
from _evalkit_library import CONTAINERS
from _evalkit_mirrors import make_class
from _evalkit_predicates import attribute
from _evalkit_stand_ins import Function, StandIn

MODULES = frozenset(
    """math cmath re json string operator itertools functools collections heapq bisect copy datetime decimal fractions statistics
    random enum dataclasses typing numbers abc textwrap""".split()
)
"""Modules that both sides have: a program's import of one serves its tests as well."""

_FUNCTIONS = {kind.__name__: kind for kind in (types.FunctionType, types.MethodType, types.BuiltinFunctionType)}


def pack_instance(peer, value, kind, writer, depth):
    if kind is types.TracebackType:
        return None  # leads to frames, which nobody is to have
    if issubclass(kind, type):
        return _pack_class(peer, value, writer, depth)
    if kind is types.ModuleType and value.__name__ in MODULES and sys.modules.get(value.__name__) is value:
        return ['M', value.__name__]
    form, base = peer.forms.get(id(kind)) or form_of(kind)
    is_shared = peer.shared.get(kind.__name__) is kind
    if form == 'object' and not is_shared:
        return _lend(peer, value, kind, writer, depth)
    known = _pack_class(peer, kind, writer, depth + 1)
    if form == 'enum':
        return ['E', known, value._name_, writer.pack(value._value_, depth + 1)]
    if form == 'exception':
        writer.register(value)
        arguments, cause, context, suppressed = _parts_of_exception(value)
        if peer.judges or depth >= _MAX_CONTEXT:  # what the tests were about is not for the program
            context = None
        parts = [writer.pack(part, depth + 1) for part in (arguments, cause, context, suppressed)]
        return ['X', known, *parts, *_state_now(value, writer, depth)]
    if form == 'named':
        return ['N', known, *writer.pack_all([*tuple.__iter__(value)], depth + 1)]
    if form == 'data' or form == 'object':
        writer.register(value, _state, _fill_state)
        if kind.__hash__ in (None, object.__hash__):
            writer.put_off(lambda: writer.pack_all(_state(value), 1))
            return ['D', known]
        return ['D', known, *_state_now(value, writer, depth)]
    if base not in CONTAINERS:
        contents = _PLAIN[base](value)
        writer.kept.append(contents)
        return ['V', known, base, writer.pack(contents, depth + 1), *_state_now(value, writer, depth)]
    head, _, items, fill = CONTAINERS[base]
    writer.register(value, items, fill)
    contents = items(value)
    parts = [writer.pack_all(head(value), depth + 1), writer.pack_all(contents, depth + 1)]
    return ['W', known, base, *parts, *_state_now(value, writer, depth)]


def _lend(peer, value, kind, writer, depth):
    iterator = kind_of_iterator(value, kind)
    if iterator is not None:
        return ['R', peer.lend(value), iterator]
    if callable(value) and not is_own(kind) and module_of(kind) != 'contextlib':
        name = getattr(value, '__name__', None)
        return ['F', peer.lend(value), name if type(name) is str else kind.__name__, kind.__name__]
    return ['O', _describe(peer, kind, writer, depth + 1), peer.lend(value)]


def _pack_class(peer, kind, writer, depth):
    if peer.origin_of(kind) is not None:
        return ['Y', peer.origin_of(kind)]
    if peer.shared.get(kind.__name__) is kind:
        return ['S', kind.__name__]
    name = name_in_library(kind)
    return ['G', name] if name is not None else _describe(peer, kind, writer, depth)


def _describe(peer, kind, writer, depth):
    number = writer.number_of(kind)
    if number is not None:
        return ['@', number]
    writer.register(kind)
    form, base = form_of(kind)
    bases = [base for base in kind.__bases__ if is_own(base) or issubclass(base, BaseException)]
    parts = details(kind, form)
    writer.kept.append(parts)
    return [
        'C',
        peer.lend(kind),
        kind.__name__,
        form,
        base or (name_in_library(kind) if form == 'object' else None),
        base is None,
        [_pack_class(peer, each, writer, depth + 1) for each in bases],
        *specials(kind, form),
        builds_itself(kind, form),
        writer.pack(parts, depth + 1),
    ]


def unpack_class(peer, items, reader):
    number, name, form, base, is_itself, bases, asked, refused, built, parts = items
    place = reader.reserve()
    bases = tuple(reader.unpack_all(bases))
    parts = reader.unpack(parts)
    base = None if base is None else class_of(base)
    made = peer.borrow(number, make_class, peer, name, form, (base, is_itself), bases, asked, refused, built, parts)
    if not isinstance(made, type):
        raise ValueError
    peer.forms.setdefault(id(made), (form, None if base is None else name_in_library(base)))
    reader.known[place] = (made, None, None)
    return made


def unpack_instance(peer, tag, items, reader):
    unpack = _UNPACK.get(tag)
    if unpack is None:
        raise ValueError
    return unpack(peer, reader, *items)


def _module(peer, reader, name):
    if name not in MODULES:
        raise ValueError
    return __import__(name)


def _function(peer, reader, number, name, kind):
    if type(name) is not str or type(kind) is not str:
        raise ValueError
    return peer.borrow(number, Function, peer, name, _FUNCTIONS.get(kind, Function))


def _iterator(peer, reader, number, name):
    return peer.borrow(number, _new_iterator, peer, number, name)


def _new_iterator(peer, number, name):
    source = Iterator(peer, name)
    peer.note_origin(source, number)
    peer.sources[number] = source
    return local(peer, source, name)


def _object(peer, reader, kind, number):
    kind = reader.unpack(kind)
    if not issubclass(kind, StandIn):
        raise ValueError
    return peer.borrow(number, object.__new__, kind)


def _member(peer, reader, kind, name, value):
    kind = reader.unpack(kind)
    if not isinstance(kind, type(enum.Enum)):
        raise ValueError
    return kind[name] if name in kind.__members__ else kind(reader.unpack(value))


def _parts_of_exception(value):
    return [BaseException.__dict__[name].__get__(value) for name in ('args', '__cause__', '__context__', '__suppress_context__')]


def _exception(peer, reader, kind, arguments, cause, context, suppressed, *state):
    kind = reader.unpack(kind)
    place = reader.reserve()
    arguments, cause, context = reader.unpack_all([arguments, cause, context])
    if not issubclass(kind, BaseException) or type(arguments) is not tuple:
        raise ValueError
    python_own = next(base for base in type.mro(kind) if not is_own(base))
    error = python_own.__new__(kind, *arguments)
    try:
        python_own.__init__(error, *arguments)
    except Exception:  # UnicodeDecodeError and its like want certain arguments
        pass
    error.args = arguments
    error.__cause__, error.__context__, error.__suppress_context__ = cause, context, suppressed is True
    reader.known[place] = (error, None, None)
    _fill_state(error, reader.unpack_all(state))
    return error


def _named(peer, reader, kind, *values):
    kind = reader.unpack(kind)
    if not hasattr(kind, '_fields'):
        raise ValueError
    return tuple.__new__(kind, [attribute(name, value) for name, value in zip(kind._fields, reader.unpack_all([*values]))])


def _data(peer, reader, kind, *state):
    kind = reader.unpack(kind)
    if name_in_library(kind) is not None or issubclass(kind, StandIn):
        raise ValueError
    made = object.__new__(kind)
    reader.known.append((made, _state, _fill_state))
    if state:
        _fill_state(made, reader.unpack_all([*state]))
    elif kind.__hash__ in (None, object.__hash__):
        reader.put_off(lambda packed: _fill_state(made, reader.unpack_all(packed)))
    return made


def _value(peer, reader, kind, base, contents, *state):
    kind, contents = reader.unpack(kind), reader.unpack(contents)
    made = class_of(base).__new__(kind, contents) if base in _PLAIN else _refuse()
    _fill_state(made, reader.unpack_all([*state]))
    return made


def _container(peer, reader, kind, base, head, contents, *state):
    kind = reader.unpack(kind)
    _, make, items, fill = CONTAINERS[base]
    place = reader.reserve()
    made = make(kind, *reader.unpack_all(head))
    reader.known[place] = (made, items, fill)
    fill(made, reader.unpack_all(contents))
    _fill_state(made, reader.unpack_all([*state]))
    return made


_UNPACK = {
    'G': lambda peer, reader, name: class_of(name),
    'S': lambda peer, reader, name: peer.shared[name],
    'M': _module,
    'F': _function,
    'R': _iterator,
    'O': _object,
    'E': _member,
    'X': _exception,
    'N': _named,
    'D': _data,
    'V': _value,
    'W': _container,
}

_PLAIN = {
    'builtins.str': str.__str__,
    'builtins.int': int.__int__,
    'builtins.float': float.__float__,
    'builtins.bytes': lambda value: bytes.__getitem__(value, slice(None)),
    'builtins.tuple': lambda value: (*tuple.__iter__(value),),
    'builtins.frozenset': lambda value: frozenset(frozenset.__iter__(value)),
    'decimal.Decimal': lambda value: class_of('decimal.Decimal')(class_of('decimal.Decimal').__str__(value)),
}


_MAX_CONTEXT = 5
"""Exceptions behind each other."""

_OF_EXCEPTIONS = {OSError: ('filename', 'filename2'), ImportError: ('name', 'path'), NameError: ('name',), AttributeError: ('name',)}
"""Attributes that are neither arguments nor in the dictionary."""

_NOTES = '__notes__'


def _state(value):
    """Its attributes: name, value, name, value …"""
    found = []
    for name, item in getattr(value, '__dict__', {}).items():
        if type(name) is str and (not name.startswith('__') or name == _NOTES):
            found += name, item
    for kind, names in _OF_EXCEPTIONS.items() if isinstance(value, BaseException) else ():
        for name in names if isinstance(value, kind) else ():
            if (item := getattr(value, name, None)) is not None:
                found += name, item
    for base in type.mro(type(value)):
        slots = vars(base).get('__slots__', ())
        for name in (slots,) if type(slots) is str else slots:
            if name not in ('__dict__', '__weakref__') and hasattr(value, name):
                found += name, getattr(value, name)
    return found


def _state_now(value, writer, depth):
    state = _state(value)
    writer.kept.append(state)
    return writer.pack_all(state, depth + 1)


def _fill_state(value, items):
    """Raises ValueError for an attribute that would hide a method."""
    names = items[::2]
    for name, value_of_name in zip(names, items[1::2]):
        if name == _NOTES and isinstance(value, BaseException):
            setattr(value, name, value_of_name)
            continue
        if type(name) is not str or name.startswith('__') or name.startswith('_evalkit_'):
            raise ValueError
        of_class = next((vars(base)[name] for base in type.mro(type(value)) if name in vars(base)), None)
        if callable(of_class) or isinstance(of_class, property):
            raise ValueError
        put = setattr if isinstance(value, BaseException) else object.__setattr__
        put(value, name, attribute(name, value_of_name))
    for name in {*getattr(value, '__dict__', ())} - {*names}:
        object.__delattr__(value, name)


def _refuse():
    raise ValueError
