"""What the program may do with objects that the tests have lent it."""
import copy
import io
import random
import re
import types

from _evalkit_iterators import Supply, wait_for

_SUPPLY = Supply()


def allowed_operation(operation, target):
    """
    The function that does it. Raises AttributeError for whatever could lead from an argument to the tests: attributes of functions,
    frames and modules, and names that begin with `_`.
    """
    kind = type(target)
    if operation == 'call' and callable(target):
        return lambda target, /, *arguments, **keywords: target(*arguments, **keywords)
    if operation in _OF_ITERATORS and hasattr(kind, '__next__'):
        return _OF_ITERATORS[operation]
    if operation in _OF_COROUTINES and kind in _OF_COROUTINES[operation][0]:
        return _OF_COROUTINES[operation][1]
    if is_of_tests(target) or is_of_tests(kind):
        if operation in _OF_OBJECTS:
            return _OF_OBJECTS[operation]
        if operation.startswith('__') and _defines(kind, operation):
            return lambda target, /, *arguments, **keywords: getattr(kind, operation)(target, *arguments, **keywords)
    if kind in _PURE and (operation == 'get' or operation.startswith('__') and operation not in _NEVER):
        return _get if operation == 'get' else lambda target, *arguments: getattr(kind, operation)(target, *arguments)
    raise AttributeError(f'the tests do not lend a {kind.__name__} for this')


def is_of_tests(kind):
    """Whether it is a class that the tests define."""
    return isinstance(kind, type) and vars(kind).get('__module__') in ('tests', '__main__')


def _defines(kind, special):
    return special not in _NEVER and any(special in vars(base) for base in type.mro(kind) if is_of_tests(base)) or (
        special in ('__str__', '__repr__', '__bool__')
    )


_NEVER = frozenset(
    f'__{name}__'
    for name in """class dict init new init_subclass getattribute getattr setattr delattr reduce reduce_ex getstate
    globals code closure module subclasses mro bases""".split()
)


def _get(target, name):
    value = getattr(target, _public(name))
    if isinstance(value, (types.ModuleType, types.FrameType, types.CodeType, types.TracebackType)):
        raise AttributeError(name)
    return value


def _set(target, name, value):
    of_class = next((vars(base)[name] for base in type.mro(type(target)) if _public(name) in vars(base)), None)
    if isinstance(target, type) or callable(of_class) or (isinstance(of_class, property) and of_class.fset is None):
        raise AttributeError(name)
    setattr(target, name, value)


def _public(name):
    if type(name) is not str or name.startswith('_'):
        raise AttributeError(name)
    return name


_PURE = (io.StringIO, io.BytesIO, re.Match, random.Random)
"""Objects of Python's own that lead nowhere."""
_OF_OBJECTS = {
    'get': _get,
    'method': lambda target, name, /, *arguments, **keywords: _get(target, name)(*arguments, **keywords),
    'copy': copy.copy,
    'deepcopy': copy.deepcopy,
    'set': _set,
    'del': lambda target, name: delattr(target, _public(name)),
}
_OF_ITERATORS = {
    'next': _SUPPLY.next,
    'send': lambda target, value: target.send(value),
    'throw': lambda target, error: target.throw(error),
    'close': lambda target: target.close() if hasattr(target, 'close') else None,
}
_OF_COROUTINES = {
    'await': ((types.CoroutineType,), wait_for),
    'anext': ((types.AsyncGeneratorType,), lambda target: wait_for(target.__anext__())),
}
