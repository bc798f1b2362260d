"""Classes made here after descriptions of the other side's: one function for each form (see classes.py)."""
import collections
import dataclasses
import enum
import keyword

from _evalkit_class_names import name_in_library
from _evalkit_classes import ASKED, ASKED_OF_VALUES, OPERATORS, is_special
from _evalkit_library import CONTAINERS, VALUES
from _evalkit_predicates import PREDICATES, attribute
from _evalkit_stand_ins import Mirror, MirrorEnum, StandIn, ask_attribute


def make_class(peer, name, form, base, bases, asked, refused, built, details):
    """Raises ValueError or TypeError for a description that describes nothing."""
    if not (type(name) is str and name.isidentifier()) or not all(isinstance(base, type) for base in bases):
        raise ValueError
    # Whatever a description says: it may have been written by anybody.
    if not {*asked} <= (ASKED if form == 'object' else ASKED_OF_VALUES) or not all(map(is_special, refused)):
        raise ValueError
    methods = {special: _asking(peer, special) for special in asked}
    methods.update({special: _refusing(peer, special, name) for special in refused})
    if '__eq__' in methods:
        methods.setdefault('__hash__', _refusing(peer, '__hash__', name))
        methods.setdefault('__ne__', methods['__eq__'])
    methods.update(
        __module__='solution',
        _evalkit_peer=peer,
        _evalkit_form=form,
        _evalkit_built={'object': 'there', 'exception': 'there' if built else 'here'}.get(form, 'never' if built else 'here'),
    )
    if form not in ('object', 'enum'):
        methods['__getattr__'] = _get_attribute
    return _FORMS[form](name, base, bases, methods, *details)


def _make_object(name, base, bases, methods):
    base, is_itself = base
    if base is not None and is_itself:
        if name_in_library(base) in VALUES or name_in_library(base) in CONTAINERS or base in _SCALARS:
            raise ValueError  # these travel themselves
        methods['__class__'] = property(lambda self: base)
    elif base is not None:
        methods['__class__'] = property(
            lambda self: self._evalkit_peer.stop(f'the tests ask what a {name} is: it changes the methods of {base.__name__}')
        )
    bases = [base for base in bases if issubclass(base, StandIn)]
    return _finished(Mirror(name, (*bases, *([] if bases else [StandIn])), methods))


def _make_exception(name, base, bases, methods):
    if not any(issubclass(base, BaseException) for base in bases):
        raise ValueError
    return _finished(Mirror(name, tuple(base for base in bases if issubclass(base, BaseException)), methods))


def _make_value(name, base, bases, methods):
    own = tuple(each for each in bases if issubclass(each, base[0]))
    return _finished(Mirror(name, own or base[:1], methods))


def _make_named(name, base, bases, methods, fields, defaults):
    _check_names(fields)
    plain = collections.namedtuple(name, fields, defaults=[default for _, default in defaults])
    return _finished(Mirror(name, (plain,), {**methods, '__slots__': ()}))


def _make_data(name, base, bases, methods, order, frozen, unsafe_hash, fields):
    _check_names([field[0] for field in fields])
    made = Mirror(name, (*[each for each in bases if dataclasses.is_dataclass(each)],), methods)
    made.__annotations__ = {field: object for field, *_ in fields}
    for field, *default in fields:
        if default:
            value = _copied(default[0]) if type(default[0]) in (list, dict, set) else dataclasses.field(default=attribute(field, default[0]))
            type.__setattr__(made, field, value)
    return _finished(dataclasses.dataclass(made, order=order, frozen=frozen, unsafe_hash=unsafe_hash))


def _copied(value):
    return dataclasses.field(default_factory=lambda: type(value)(value))


def _make_enum(name, base, bases, methods, family, mixed, members):
    _check_names([member for member, _ in members])
    if family not in ('IntFlag', 'Flag', 'IntEnum', 'StrEnum', 'Enum') or mixed not in ('int', 'str', 'float', ''):
        raise ValueError
    kind = getattr(enum, family)
    mixing = {'int': int, 'str': str, 'float': float}.get(mixed)
    if mixing is not None and not issubclass(kind, mixing):
        if family != 'Enum':
            raise ValueError
        kind = enum.Enum('Enum', [], type=mixing)
    if '__call__' in methods and not PREDICATES.isdisjoint(member for member, _ in members):
        raise ValueError
    peer = methods['_evalkit_peer']
    attributes = {special: methods[special] for special in ('__str__', '__repr__', '__format__', '__call__') if special in methods}
    space = MirrorEnum.__prepare__(name, (kind,))
    for special, method in attributes.items():
        space[special] = method
    for member, value in members:
        space[member] = value
    made = MirrorEnum(name, (kind,), space)
    made.__module__ = 'solution'
    # Only now: the class asks its members for much while it is made.
    type.__setattr__(made, '_evalkit_peer', peer)
    type.__setattr__(made, '__getattr__', _get_of_member)
    return made


_SCALARS = (bool, int, float, str, bytes, tuple, type(None))

_FORMS = {
    'object': _make_object,
    'exception': _make_exception,
    'value': _make_value,
    'named': _make_named,
    'data': _make_data,
    'enum': _make_enum,
}


def _finished(kind):
    type.__setattr__(kind, '_evalkit_done', True)
    return kind


def _check_names(names):
    for name in names:
        if not (type(name) is str and name.isidentifier()) or name.startswith('_') or keyword.iskeyword(name):
            raise ValueError


def _get_of_member(self, name):
    if name.startswith('_'):
        raise AttributeError(name)
    return ask_attribute(type(self)._evalkit_peer, self, name)


def _get_attribute(self, name):
    return ask_attribute(self._evalkit_peer, self, name)


def _asking(peer, special):
    def method(self, /, *arguments, **keywords):
        return peer.ask(special, self, *arguments, **keywords)

    return method


def _refusing(peer, special, name):
    """The other side's code would decide what the tests compare."""

    def method(self, *arguments):
        if not peer.judges:
            return peer.ask(special, self, *arguments)
        if special == '__contains__' and peer.tests(type(self)):
            return peer.ask(special, self, *arguments)
        if special in OPERATORS and all(isinstance(value, StandIn) for value in arguments):
            result = peer.ask(special, self, *arguments)
            if isinstance(result, StandIn) or result is NotImplemented:
                return result
        return peer.stop(f'the tests use {special} of a {name}, whose answer is the program’s own')

    return method
