"""Objects that stand for what stays on the other side, and the metaclasses of their classes. See mirrors.py for how these are made."""
import enum
import types

from _evalkit_classes import is_special
from _evalkit_predicates import PREDICATES, result_of_get


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
        if is_special(name) or '_evalkit_done' not in vars(cls):
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
        if name != '__dict__' and (is_special(name) or name.startswith('_evalkit_')):
            return object.__getattribute__(self, name)
        peer = _checked(object.__getattribute__(self, '_evalkit_peer'), type(self), name)
        found = peer.ask('get', self, name)
        return found if peer.tests(type(self)) else result_of_get(name, found)

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
        if is_special(name) and name not in ('__wrapped__', '__defaults__', '__annotations__'):
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


def ask_attribute(peer, value, name):
    if is_special(name) or name.startswith('_evalkit_'):
        raise AttributeError(name)
    found = _checked(peer, type(value), name).ask('get', value, name)
    return Method(peer, value, name) if type(found) is Function and found._evalkit_kind is types.MethodType else found


def _checked(peer, kind, name):
    """The peer, where a test may take this attribute's word."""
    if peer.judges and name in PREDICATES and not peer.tests(kind):
        peer.stop(f'the tests use {name}() of a {kind.__name__}, whose answer is the program’s own')
    return peer
