"""Values of Python's own library that travel as data: by exact type, taken apart into plainer values and put together again.

VALUES cannot change: their parts, and how they are made of them. CONTAINERS can: what they are made empty from, how, what they
hold, and how that is replaced. Both are used for subclasses as well, so they call the methods of the class itself.
"""
import re
from collections import OrderedDict, defaultdict, deque
from datetime import timedelta
from itertools import chain
from types import MappingProxyType, SimpleNamespace

from _evalkit_predicates import attribute


def _attributes(*names):
    return lambda value: [getattr(value, name) for name in names]


def _construct(kind, *parts):
    return kind(*parts)


def _folded(kind, *parts):
    return kind(*parts[:-1], fold=parts[-1])


def _timezone(kind, offset, name):
    return kind.utc if (offset, name) == (timedelta(0), 'UTC') else kind(offset, name)


def _memory(kind, data, form, is_readonly):
    view = kind(data if is_readonly else bytearray(data))
    return view if form == 'B' else view.cast(form)


_TIME = ('hour', 'minute', 'second', 'microsecond', 'tzinfo', 'fold')
_AS_TEXT = (lambda value: [str(value)], _construct)

VALUES = {
    'builtins.complex': (_attributes('real', 'imag'), _construct),
    'builtins.frozenset': (lambda value: [[*frozenset.__iter__(value)]], _construct),
    'builtins.range': (_attributes('start', 'stop', 'step'), _construct),
    'builtins.slice': (_attributes('start', 'stop', 'step'), _construct),
    'builtins.memoryview': (lambda value: [value.tobytes(), value.format, value.readonly], _memory),
    'builtins.dict_keys': (lambda value: [[*value]], lambda _, keys: dict.fromkeys(keys).keys()),
    'builtins.dict_values': (lambda value: [[*value]], lambda _, values: dict(enumerate(values)).values()),
    'builtins.dict_items': (lambda value: [[*value]], lambda _, items: dict(items).items()),
    'types.EllipsisType': (lambda value: [], lambda _: ...),
    'types.NotImplementedType': (lambda value: [], lambda _: NotImplemented),
    'types.MappingProxyType': (lambda value: [dict(value)], lambda _, items: MappingProxyType(items)),
    'decimal.Decimal': _AS_TEXT,
    'fractions.Fraction': (_attributes('numerator', 'denominator'), _construct),
    'datetime.date': (_attributes('year', 'month', 'day'), _construct),
    'datetime.time': (_attributes(*_TIME), _folded),
    'datetime.datetime': (_attributes('year', 'month', 'day', *_TIME), _folded),
    'datetime.timedelta': (_attributes('days', 'seconds', 'microseconds'), _construct),
    'datetime.timezone': (lambda value: [value.utcoffset(None), value.tzname(None)], _timezone),
    'zoneinfo.ZoneInfo': (_attributes('key'), _construct),
    'uuid.UUID': (_attributes('int'), lambda kind, number: kind(int=number)),
    're.Pattern': (_attributes('pattern', 'flags'), lambda _, pattern, flags: re.compile(pattern, flags & ~re.DEBUG)),
    **{f'pathlib{module}.{name}': _AS_TEXT for module in ('', '._local') for name in
       ('Path', 'PosixPath', 'PurePath', 'PurePosixPath', 'PureWindowsPath')},
}


def _flat(mapping):
    return [*chain.from_iterable(dict.items(mapping))]


def _flat_in_order(mapping):
    return [*chain.from_iterable(OrderedDict.items(mapping))]


def _pairs(items):
    return zip(items[::2], items[1::2])


def _fill_list(value, items):
    list.__setitem__(value, slice(None), items)


def _fill_dict(value, items):
    dict.clear(value)
    for key, item in _pairs(items):
        dict.__setitem__(value, key, item)


def _fill_ordered(value, items):
    OrderedDict.clear(value)
    for key, item in _pairs(items):
        OrderedDict.__setitem__(value, key, item)


def _fill_set(value, items):
    set.clear(value)
    set.update(value, items)


def _fill_deque(value, items):
    deque.clear(value)
    deque.extend(value, items)


def _fill_array(value, items):
    del value[:]
    value.frombytes(*items)


def _fill_namespace(value, items):
    vars(value).clear()
    vars(value).update((name, attribute(name, item)) for name, item in _pairs(items))


def _make_defaultdict(kind, factory):
    made = defaultdict.__new__(kind)
    defaultdict.__init__(made, factory)
    return made


def _make_deque(kind, longest):
    made = deque.__new__(kind)
    deque.__init__(made, (), longest)
    return made


def _wrapping(name, kind):
    """Of a class that keeps everything in one attribute, of this kind: its methods ask that attribute for everything."""
    return (
        lambda value: [],
        object.__new__,
        lambda value: [getattr(value, name)],
        lambda value, items: setattr(value, name, _only(kind, *items)),
    )


def _only(kind, value):
    if not issubclass(type(value), kind):
        raise ValueError
    return value


def _nothing(value):
    return []


def _new(base):
    """Whatever a subclass does when it is made."""
    return lambda kind: base.__new__(kind)


def _copied(value):
    return [*value]


CONTAINERS = {
    'builtins.list': (_nothing, _new(list), lambda value: [*list.__iter__(value)], _fill_list),
    'builtins.dict': (_nothing, _new(dict), _flat, _fill_dict),
    'builtins.set': (_nothing, _new(set), lambda value: [*set.__iter__(value)], _fill_set),
    'builtins.bytearray': (
        _nothing,
        _new(bytearray),
        lambda value: [bytes(value)],
        lambda value, items: bytearray.__setitem__(value, slice(None), *items),
    ),
    'collections.Counter': (_nothing, _new(dict), _flat, _fill_dict),
    'collections.OrderedDict': (_nothing, _new(OrderedDict), _flat_in_order, _fill_ordered),
    'collections.defaultdict': (_attributes('default_factory'), _make_defaultdict, _flat, _fill_dict),
    'collections.deque': (_attributes('maxlen'), _make_deque, lambda value: [*deque.__iter__(value)], _fill_deque),
    'collections.UserList': _wrapping('data', list),
    'collections.UserDict': _wrapping('data', dict),
    'collections.UserString': _wrapping('data', str),
    'collections.ChainMap': _wrapping('maps', list),
    'types.SimpleNamespace': (_nothing, _new(SimpleNamespace), lambda value: [*chain.from_iterable(vars(value).items())], _fill_namespace),
    'array.array': (_attributes('typecode'), _construct, lambda value: [value.tobytes()], _fill_array),
}

FAST = {
    list: ('l', tuple, _fill_list),
    dict: ('d', _flat, _fill_dict),
    set: ('s', _copied, _fill_set),
}
"""The commonest have tags of their own."""
