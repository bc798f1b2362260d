"""Exceptions of a program's that nobody has handled, and that did not end the tests: C code takes some for the end of what it walks through."""
from opcode import opmap

_RERAISE = opmap['RERAISE']

_ENDS = (StopIteration, StopAsyncIteration, GeneratorExit)
"""`map`, `all`, loops and asynchronous ones end with them."""
_DEFAULTS = (IndexError, AttributeError)
"""Loops over `__getitem__` end with the first, and `getattr` and `hasattr` have another answer for the second."""

_CO_COROUTINE = 0x80


def may_be_swallowed(error):
    return isinstance(error, _ENDS + _DEFAULTS) or _is_cancelled(error)


def was_swallowed(error, source):
    """
    After the tests: whether the outermost frame that it came through was left by it, and still nothing raised it further. A task
    keeps most exceptions for whoever awaits it, but ends in silence when it is cancelled.

    source: the code that raised it. Before Python 3.12, an exception knows only the frames up to the last that looked at it.
    """
    if isinstance(error, StopAsyncIteration):  # an asynchronous loop takes it as a handler would
        return True
    traceback = error.__traceback__
    if traceback is None:
        return False
    frame, code = traceback.tb_frame, traceback.tb_frame.f_code
    was_left = code is source or frame.f_lasti == traceback.tb_lasti or code.co_code[frame.f_lasti] == _RERAISE
    is_kept = code.co_flags & _CO_COROUTINE and isinstance(error, _DEFAULTS)
    return was_left and not is_kept


def _is_cancelled(error):
    """Without asyncio, which is large."""
    return any(kind.__name__ == 'CancelledError' and kind.__module__ == 'asyncio.exceptions' for kind in type.mro(type(error)))
