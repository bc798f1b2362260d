"""Objects that stand for what stays on the other side, and the metaclasses of their classes. See mirrors.py for how these are made."""
import enum
import types

from _evalkit_classes import is_special
from _evalkit_predicates import PREDICATES, result_of_get


_OF_FUNCTIONS = frozenset(
    '__wrapped__ __defaults__ __kwdefaults__ __annotations__ __self__ __func__ __dict__ __module__'.split()
)
"""Special attributes that tests of functions look at, and programs at the functions of tests."""

_OF_CLASSES = ('__slots__', '__match_args__')
"""Special attributes that a class may have, and may not."""


class Mirror(type):
    """Metaclass of classes that stand for the other side's."""

    def __call__(cls, /, *arguments, **keywords):
        how = cls._evalkit_built
        if how == 'here':
            return type.__call__(cls, *arguments, **keywords)
        if how == 'never' and cls._evalkit_peer.judges:
            return cls._evalkit_peer.stop(f'the tests make a {cls.__name__}, which runs code of the program')
        return cls._evalkit_peer.ask('call', cls, *arguments, **keywords)

    def __getattr__(cls, name):
        if is_special(name) and name not in _OF_CLASSES or '_evalkit_done' not in vars(cls):
            raise AttributeError(name)
        return _asked(cls._evalkit_peer, cls, name)

    __iter__ = __contains__ = None  # a class is no sequence, although it has parameters

    def __getitem__(cls, parameters):
        return types.GenericAlias(cls, parameters)

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
        return _asked(cls._evalkit_peer, cls, name)


class StandIn(metaclass=Mirror):
    """An object of the other side's."""

    _evalkit_built = 'there'

    def __getattribute__(self, name):
        if name != '__dict__' and (is_special(name) or name.startswith('_evalkit_')):
            return object.__getattribute__(self, name)
        found = _asked(object.__getattribute__(self, '_evalkit_peer'), self, name)
        return found if type(self)._evalkit_peer.tests(type(self)) else result_of_get(name, found)

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

    def __call__(self, /, *arguments, **keywords):
        return self._evalkit_peer.ask('call', self, *arguments, **keywords)

    def __getattr__(self, name):
        if name in ('__name__', '__qualname__'):
            return self._name()
        if name == '__code__':
            return types.SimpleNamespace(**self._evalkit_peer.ask('code', self))
        if name == '__signature__':
            return _signature(self._evalkit_peer.ask('signature', self))
        if is_special(name) and name not in _OF_FUNCTIONS:
            raise AttributeError(name)
        return _asked(self._evalkit_peer, self, name)

    def _name(self):
        return self._evalkit_name

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

    def __call__(self, /, *arguments, **keywords):
        return self._peer.ask('method', self.__self__, self.__name__, *arguments, **keywords)


def ask_attribute(peer, value, name):
    if is_special(name) or name.startswith('_evalkit_'):
        raise AttributeError(name)
    found = _asked(peer, value, name)
    return Method(peer, value, name) if type(found) is Function and found._evalkit_kind is types.MethodType else found


def _asked(peer, value, name):
    """An attribute, unless it is a method whose word a test may not take."""
    found = peer.ask('get', value, name)
    if peer.judges and name in PREDICATES and callable(found):
        kind = value if isinstance(value, type) else type(value)
        if not peer.tests(kind):
            peer.stop(f'the tests use {name}() of a {kind.__name__}, whose answer is the program’s own')
    return found
