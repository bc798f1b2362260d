"""What the other side may do with an object of this side's that it holds a stand-in for."""
import builtins

from _evalkit_iterators import Supply, wait_for


def operations():
    """Name → function of the object and the arguments."""
    supply = Supply()
    return {
        'call': lambda target, *arguments, **keywords: target(*arguments, **keywords),
        'method': lambda target, name, *arguments, **keywords: getattr(target, name)(*arguments, **keywords),
        'get': getattr,
        'set': setattr,
        'del': delattr,
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


def special(name):
    """A special method, as an operation."""
    return lambda target, *arguments: getattr(type(target), name)(target, *arguments)
