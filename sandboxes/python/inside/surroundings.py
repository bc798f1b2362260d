"""What tests put in the place of Python's own, for a program to meet: streams, `input`, `print`, and who hears of warnings."""
import builtins
import sys
import warnings


def surroundings():
    """As they are now, told by identity."""
    return sys.stdout, sys.stderr, sys.stdin, builtins.input, builtins.print, warnings._showwarnmsg_impl


def lent_surroundings(now, first):
    """Functions for the other side, by name; None where everything is as at first."""
    stdout, stderr, stdin, asked, printed, warned = (a if a is not b else None for a, b in zip(now, first))
    return {
        'stdout': stdout and stdout.write,
        'stderr': stderr and stderr.write,
        'stdin': stdin and stdin.readline,
        'input': asked,
        'print': printed,
        'warn': warned and _warn,
    }


def _warn(message, category):
    warnings.warn(message, category, stacklevel=2)


class Surroundings:
    """Puts those of the other side into place."""

    def __init__(self):
        self._own = sys.stdout, sys.stderr, sys.stdin, builtins.input, builtins.print, warnings.warn

    def take(self, stdout, stderr, stdin, input, print, warn):
        own = self._own
        sys.stdout = own[0] if stdout is None else _Output(stdout)
        sys.stderr = own[1] if stderr is None else _Output(stderr)
        sys.stdin = own[2] if stdin is None else _Input(stdin)
        builtins.input = own[3] if input is None else input
        builtins.print = own[4] if print is None else print
        warnings.warn = own[5] if warn is None else _warning(warn)


def _warning(warn):
    def warn_there(message, category=None, stacklevel=1, source=None, **more):
        warn(message, type(message) if isinstance(message, Warning) else category or UserWarning)

    return warn_there


class _Output:
    encoding = 'utf-8'

    def __init__(self, write):
        self.write = write

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        pass

    def isatty(self):
        return False


class _Input:
    encoding = 'utf-8'

    def __init__(self, readline):
        self.readline = readline

    def __iter__(self):
        return iter(self.readline, '')

    def read(self):
        return ''.join(self)

    def readlines(self):
        return list(self)

    def isatty(self):
        return False
