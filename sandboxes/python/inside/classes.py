"""Which classes of a program can be made again on the other side, in what form, and their description as plain data.

    object     its instances stay where they are; the other side has stand-ins that ask for everything
    exception  arguments and attributes travel
    enum       members and their values travel
    data       a data class whose methods are those that `dataclass` writes: its fields travel
    named      a named tuple
    value      a subclass of a built-in or library class that changes none of its behaviour: contents and attributes travel

What a class answers by code of its own is asked (ASKED) or cannot be had (`refused`): never does the program's code decide a
comparison of the tests.
"""
import dataclasses
import enum

from _evalkit_class_names import class_of, is_own

ASKED = frozenset(
    f'__{name}__'
    for name in """len getitem setitem delitem iter next reversed call str repr format bool enter exit missing
    aenter aexit aiter anext""".split()
)

ASKED_OF_VALUES = frozenset(f'__{name}__' for name in 'str repr format call missing enter exit aenter aexit aiter anext'.split())
"""Of a class whose instances are compared by what they hold."""

OPERATORS = frozenset(
    f'__{name}__'
    for name in """add sub mul matmul truediv floordiv mod pow and or xor lshift rshift radd rsub rmul rmatmul rtruediv rfloordiv
    rmod rpow rand ror rxor neg pos invert iadd isub imul imatmul itruediv ifloordiv imod ipow iand ior ixor ilshift irshift""".split()
)
"""Asked between two objects of the program's own, where the result is such an object again."""

_SILENT = frozenset(
    f'__{name}__'
    for name in """module doc dict weakref init new slots qualname annotations annotate annotations_cache annotate_func
    static_attributes firstlineno parameters orig_bases class_getitem init_subclass match_args abstractmethods del
    getstate setstate reduce reduce_ex getnewargs getnewargs_ex copy deepcopy sizeof dir subclasshook set_name post_init
    dataclass_fields dataclass_params replace class getattr getattribute setattr delattr
    type_params origin args final isabstractmethod""".split()
)
"""Says nothing to a test, or is asked with the attribute that it is for."""

_DATACLASS_WRITES = frozenset({'__eq__', '__hash__', '__lt__', '__le__', '__gt__', '__ge__', '__repr__', '__init__'})
_NAMED_TUPLE_WRITES = frozenset({'__new__', '__repr__', '__getnewargs__', '__replace__'})

_BASES = {
    class_of(name): name
    for name in """builtins.list builtins.dict builtins.set builtins.str builtins.int builtins.float builtins.bytes builtins.tuple
    builtins.frozenset builtins.bytearray collections.Counter collections.OrderedDict collections.defaultdict
    collections.deque collections.UserList collections.UserDict collections.UserString decimal.Decimal""".split()
}
"""What a `value` may be a subclass of; an immutable one has its contents in `plain_value`."""


def own_bases(kind):
    """Its superclasses that are not Python's own, itself first."""
    return [base for base in type.mro(kind) if is_own(base)]


def form_of(kind):
    """(form, name of the library class below it or None)."""
    if issubclass(kind, BaseException):
        return 'exception', None
    if issubclass(kind, enum.Enum):
        return ('enum', None) if _is_plain_enum(kind) else ('object', None)
    own = own_bases(kind)
    base = next((base for base in type.mro(kind) if base in _BASES), None)
    if base is None:
        return ('data' if _is_plain_dataclass(kind) else 'object'), None
    if base is tuple and _is_named_tuple(kind, own):
        return 'named', None
    names = set().union(*[vars(other) for other in own])
    hidden = (names & set(dir(base))) - _SILENT - ASKED.intersection(('__str__', '__repr__'))
    strange = {*specials(kind, 'value')[1]} | {*specials(kind, 'value')[0]} - {'__str__', '__repr__', '__call__', '__missing__'}
    return ('value' if not hidden and not strange else 'object'), _BASES[base]


def specials(kind, form):
    """(asked, refused): special methods that its classes define."""
    bases = type.mro(kind)[:-1] if form == 'object' else own_bases(kind)
    names = {name for base in bases for name, value in vars(base).items() if is_special(name) and _is_method(value)} - _SILENT
    if form == 'data':
        names -= _DATACLASS_WRITES
        if not kind.__dataclass_params__.repr or '__repr__' in _written_by_hand(kind):
            names.add('__repr__')
    if form == 'named':
        names -= _NAMED_TUPLE_WRITES - _written_by_hand(kind)
    if form == 'enum':
        names &= {'__str__', '__repr__', '__format__', '__call__'} & _written_by_hand(kind)
    asked = names & (ASKED if form == 'object' else ASKED_OF_VALUES)
    return sorted(asked), sorted(names - asked)


def builds_itself(kind, form):
    """Whether making an instance runs code of the program's own."""
    if form == 'data':
        return '__post_init__' in dir(kind) or bool({'__init__', '__new__'} & _written_by_hand(kind))
    return bool({'__init__', '__new__'} & set().union(*[_written_by_hand(base) for base in own_bases(kind)]))


def details(kind, form):
    """What a form is made of, beside names and bases."""
    if form == 'enum':
        mixed = next((name for name, base in _MIXED.items() if issubclass(kind, base)), '')
        family = next(name for name in _ENUMS if issubclass(kind, getattr(enum, name, ())))
        return [family, mixed, [[name, member._value_] for name, member in kind.__members__.items()]]
    if form == 'data':
        parameters = kind.__dataclass_params__
        fields = [[field.name, *_default(field)] for field in dataclasses.fields(kind)]
        return [parameters.order, parameters.frozen, parameters.unsafe_hash, fields]
    if form == 'named':
        return [list(kind._fields), list(kind._field_defaults.items())]
    return []


_MIXED = {'int': int, 'str': str, 'float': float}
"""What an enumeration may be besides."""
_PROGRAMS = ('solution.py', 'prompt.py', 'tests.py')
_ENUMS = ('IntFlag', 'Flag', 'IntEnum', 'StrEnum', 'Enum')


def _default(field):
    if field.default is not dataclasses.MISSING:
        return [field.default]
    return [field.default_factory()] if field.default_factory in (list, dict, set) else []


def _is_method(value):
    return value is None or callable(getattr(value, '__func__', value)) or isinstance(value, property)


def is_special(name):
    return name.startswith('__') and name.endswith('__')


def _written_by_hand(kind):
    """Names of the functions that stand in the program, and not in what `dataclass`, `namedtuple` and others write."""
    return {name for name, value in vars(kind).items() if _file_of(value) in _PROGRAMS or isinstance(value, property)}


def _file_of(value):
    value = getattr(value, '__func__', value)
    return getattr(getattr(value, '__code__', None), 'co_filename', '')


def _is_plain_dataclass(kind):
    if not dataclasses.is_dataclass(kind) or type(kind) is not type:
        return False
    parameters = kind.__dataclass_params__
    names = set().union(*[_written_by_hand(base) for base in own_bases(kind)])
    return (
        parameters.eq
        and '__dataclass_fields__' in vars(kind)
        and not names & {'__eq__', '__hash__', '__lt__', '__le__', '__gt__', '__ge__', '__getattr__', '__getattribute__'}
        and all(field.compare and field.name not in names for field in dataclasses.fields(kind))
        and all(field.default_factory in (dataclasses.MISSING, list, dict, set) for field in dataclasses.fields(kind))
    )


def _is_named_tuple(kind, own):
    fields = getattr(kind, '_fields', None)
    if type(fields) is not tuple or not all(type(name) is str for name in fields):
        return False
    names = set().union(*[_written_by_hand(base) for base in own])
    return not names & (set(dir(tuple)) | set(fields) | {'__bool__', '__getattr__'}) - {'__str__', '__repr__', '__new__'}


def _is_plain_enum(kind):
    """Its members are what their values say, and are compared as such."""
    if {'__eq__', '__hash__', '__lt__', '__contains__', '__getattribute__'} & _written_by_hand(kind):
        return False
    for mixed in _MIXED.values():
        if issubclass(kind, mixed):
            return all(type(member._value_) is mixed and mixed.__eq__(member, member._value_) for member in kind)
    return not any(base in _BASES for base in type.mro(kind))
