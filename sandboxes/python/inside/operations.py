"""What the other side may do with an object of this side's that it holds a stand-in for."""
import builtins
import copy
import inspect

from _evalkit_iterators import Supply, wait_for


def operations():
    """Name → function of the object and the arguments."""
    supply = Supply()
    return {
        'call': lambda target, /, *arguments, **keywords: target(*arguments, **keywords),
        'method': lambda target, name, /, *arguments, **keywords: getattr(target, name)(*arguments, **keywords),
        'get': getattr,
        'set': setattr,
        'del': delattr,
        'copy': copy.copy,
        'deepcopy': copy.deepcopy,
        'code': _code,
        'signature': _signature,
        'next': supply.next,
        'send': lambda target, value: target.send(value),
        'throw': lambda target, error: target.throw(error),
        'close': lambda target: target.close() if hasattr(target, 'close') else None,
        'await': wait_for,
        'anext': lambda target: wait_for(target.__anext__()),
        '__str__': lambda target: builtins.str(target),
        '__repr__': lambda target: builtins.repr(target),
        '__iter__': lambda target: builtins.iter(target),
        '__bool__': lambda target: builtins.bool(target),
    }


def _code(target):
    """What tests look at in a function's code. Raises AttributeError for a callable without one."""
    names = ('co_flags', 'co_name', 'co_argcount', 'co_kwonlyargcount', 'co_posonlyargcount', 'co_varnames', 'co_names',
             'co_freevars', 'co_cellvars', 'co_stacksize', 'co_firstlineno')
    return {name: getattr(inspect.unwrap(target).__code__, name) for name in names}


def _signature(target):
    """(name, kind, [default] or []) of each parameter."""
    parameters = inspect.signature(target).parameters.values()
    return [(each.name, int(each.kind), [] if each.default is each.empty else [each.default]) for each in parameters]


def special(name):
    """A special method, as an operation."""
    return lambda target, /, *arguments, **keywords: getattr(type(target), name)(target, *arguments, **keywords)
