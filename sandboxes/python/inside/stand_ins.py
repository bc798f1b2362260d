"""Classes made here after descriptions of the other side's, and objects that stand for what stays there."""
import collections
import dataclasses
import enum
import keyword
import types

from _evalkit_classes import ASKED, ASKED_OF_VALUES, OPERATORS
from _evalkit_library import CONTAINERS, VALUES, name_in_library

_PREDICATES = frozenset(
    [name for kind in (str, bytes, set, float) for name in dir(kind) if name.startswith('is')]
    + 'startswith endswith count index rindex find rfind equals equal eq'.split()
)
"""Methods of Python's own values that answer a test by comparing: from an object that only poses as such a value, not taken."""


class Mirror(type):
    """Metaclass of classes that stand for the other side's."""

    def __call__(cls, *arguments, **keywords):
        how = cls._evalkit_built
        if how == 'here':
            return type.__call__(cls, *arguments, **keywords)
        if how == 'never' and cls._evalkit_peer.judges:
            return cls._evalkit_peer.stop(f'the tests make a {cls.__name__}, which runs code of the program')
        return cls._evalkit_peer.ask('call', cls, *arguments, **keywords)

    def __getattr__(cls, name):
        if _is_special(name) or '_evalkit_done' not in vars(cls):
            raise AttributeError(name)
        return _checked(cls._evalkit_peer, cls, name).ask('get', cls, name)

    def __setattr__(cls, name, value):
        if name == '__abstractmethods__' or '_evalkit_done' not in vars(cls):
            return type.__setattr__(cls, name, value)
        return cls._evalkit_peer.ask('set', cls, name, value)


class MirrorEnum(enum.EnumMeta):
    """The same for enumerations, whose members are all here."""

    def __getattr__(cls, name):
        members = vars(cls).get('_member_map_', {})
        if name in members:
            return members[name]
        if name.startswith('_') or '_evalkit_peer' not in vars(cls):
            raise AttributeError(name)
        return _checked(cls._evalkit_peer, cls, name).ask('get', cls, name)


class StandIn(metaclass=Mirror):
    """An object of the other side's."""

    _evalkit_built = 'there'

    def __getattribute__(self, name):
        if name != '__dict__' and (_is_special(name) or name.startswith('_evalkit_')):
            return object.__getattribute__(self, name)
        return _checked(object.__getattribute__(self, '_evalkit_peer'), type(self), name).ask('get', self, name)

    def __setattr__(self, name, value):
        self._evalkit_peer.ask('set', self, name, value)

    def __delattr__(self, name):
        self._evalkit_peer.ask('del', self, name)

    def __copy__(self):
        return self._evalkit_peer.ask('copy', self)

    def __deepcopy__(self, memo):
        return self._evalkit_peer.ask('deepcopy', self)

    def __reduce_ex__(self, protocol):
        return self._evalkit_peer.stop(f'the tests pickle a {type(self).__name__}')

    def __init_subclass__(cls, **keywords):
        if '_evalkit_form' not in vars(cls):
            cls._evalkit_peer.stop(f'the tests define a subclass of {cls.__mro__[1].__name__}')


class Function:
    # A callable of the other side's, whose docstring it has.

    __slots__ = ('_evalkit_peer', '_evalkit_kind', '_evalkit_name')

    def __init__(self, peer, name, kind):
        set_own = object.__setattr__
        set_own(self, '_evalkit_peer', peer)
        set_own(self, '_evalkit_name', name)
        set_own(self, '_evalkit_kind', kind)

    def __call__(self, *arguments, **keywords):
        return self._evalkit_peer.ask('call', self, *arguments, **keywords)

    def __getattr__(self, name):
        if name in ('__name__', '__qualname__'):
            return self._evalkit_name
        if name == '__code__':
            return types.SimpleNamespace(**self._evalkit_peer.ask('code', self))
        if name == '__signature__':
            return _signature(self._evalkit_peer.ask('signature', self))
        if _is_special(name) and name not in ('__wrapped__', '__defaults__', '__annotations__'):
            raise AttributeError(name)
        return _checked(self._evalkit_peer, type(self), name).ask('get', self, name)

    def __setattr__(self, name, value):
        self._evalkit_peer.ask('set', self, name, value)

    def __get__(self, instance, owner=None):
        return self if instance is None or self._evalkit_kind is not types.FunctionType else types.MethodType(self, instance)

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self  # functions are copied as themselves

    @property
    def __doc__(self):
        try:
            return self._evalkit_peer.ask('get', self, '__doc__')
        except AttributeError:
            return None

    @property
    def __class__(self):
        return self._evalkit_kind


def _signature(parameters):
    import inspect

    made = [
        inspect.Parameter(name, inspect._ParameterKind(kind), **({'default': default[0]} if default else {}))
        for name, kind, default in parameters
    ]
    return inspect.Signature(made)


class Method:
    """A method of an object that has travelled: it goes along with each call, and comes back as the call has left it."""

    def __init__(self, peer, value, name):
        self._peer, self.__self__, self.__name__ = peer, value, name

    def __call__(self, *arguments, **keywords):
        return self._peer.ask('method', self.__self__, self.__name__, *arguments, **keywords)


def make_class(peer, name, form, base, bases, asked, refused, built, details):
    """Raises ValueError or TypeError for a description that describes nothing."""
    if not (type(name) is str and name.isidentifier()) or not all(isinstance(base, type) for base in bases):
        raise ValueError
    # Whatever a description says: it may have been written by anybody.
    if not {*asked} <= (ASKED if form == 'object' else ASKED_OF_VALUES) or not all(map(_is_special, refused)):
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
            value = _copied(default[0]) if type(default[0]) in (list, dict, set) else dataclasses.field(default=default[0])
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
    return _ask_attribute(type(self)._evalkit_peer, self, name)


def _get_attribute(self, name):
    return _ask_attribute(self._evalkit_peer, self, name)


def _ask_attribute(peer, value, name):
    if _is_special(name) or name.startswith('_evalkit_'):
        raise AttributeError(name)
    found = _checked(peer, type(value), name).ask('get', value, name)
    return Method(peer, value, name) if type(found) is Function and found._evalkit_kind is types.MethodType else found


def _checked(peer, kind, name):
    """The peer, where a test may take this attribute's word."""
    if peer.judges and name in _PREDICATES and not peer.tests(kind):
        peer.stop(f'the tests use {name}() of a {kind.__name__}, whose answer is the program’s own')
    return peer


def _asking(peer, special):
    def method(self, *arguments, **keywords):
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


def _is_special(name):
    return name.startswith('__') and name.endswith('__')
