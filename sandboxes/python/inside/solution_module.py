"""The program as tests import it: `from solution import f`, and as they patch it."""
import builtins
import types

_BUILTINS = frozenset(dir(builtins))
"""Which no asterisk brings: a program's own `abs` or `all` would decide for the tests."""


class SolutionModule(types.ModuleType):
    """Looks names up where the program is, and sets them there."""

    def __init__(self, judge, namespace):
        super().__init__('solution')
        own = super().__setattr__
        own('_evalkit_judge', judge)
        own('_evalkit_namespace', namespace)

    def __getattr__(self, name):
        if name == '__all__':
            return [name for name in self._evalkit_judge.ask('names', None) if not name.startswith('_') and name not in _BUILTINS]
        try:
            return self.__dict__[name]
        except KeyError:
            raise AttributeError(f"module 'solution' has no attribute {name!r}") from None

    def __setattr__(self, name, value):
        self._evalkit_judge.ask('assign', None, name, value)

    def __delattr__(self, name):
        self._evalkit_judge.ask('unassign', None, name)

    @property
    def __dict__(self):
        return self._evalkit_namespace
