"""Methods by which a test asks one of Python's own values to compare. From what only poses as such a value, no answer is taken."""

PREDICATES = frozenset(
    [name for kind in (str, bytes, set, float) for name in dir(kind) if name.startswith('is')]
    + 'startswith endswith count index rindex find rfind equals equal eq'.split()
)

_LOOKUPS = frozenset('count index rindex find rfind'.split())
"""Of these, the ones that compare nothing where they are given nothing."""

_ALGEBRA = frozenset('difference symmetric_difference intersection compare compare_total compare_signal compare_total_mag'.split())
"""What is left of a value without another: an object of a program's own may say so of its like, and not of a value of the tests."""

_DOUBTFUL = PREDICATES | _ALGEBRA

_stop = None
"""What the tests' side does instead of taking an answer; None on the other side, which has nothing to compare."""


def refuse_with(stop):
    global _stop
    _stop = stop


def attribute(name, value):
    """What becomes of an attribute that has travelled as part of a value."""
    return Doubtful(name, value) if _stop is not None and name in _DOUBTFUL and callable(value) else value


def result_of_get(name, value):
    """What becomes of one that was asked for: whoever asked has made sure that it is none of PREDICATES."""
    return Doubtful(name, value) if _stop is not None and name in _ALGEBRA and callable(value) else value


class Doubtful:
    """A function of a program's under such a name."""

    def __init__(self, name, function):
        self._evalkit_name, self._evalkit_function = name, function

    def __call__(self, *arguments, **keywords):
        name = self._evalkit_name
        others = [*arguments, *keywords.values()]
        if (name in _LOOKUPS and not others) or (name in _ALGEBRA and others and all(map(_is_of_program, others))):
            return self._evalkit_function(*arguments, **keywords)
        return _stop(f'the tests use {name}(), whose answer is the program’s own')


def _is_of_program(value):
    return hasattr(type(value), '_evalkit_peer')
