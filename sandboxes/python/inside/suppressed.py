"""Exceptions that a context manager of the program's keeps from the tests: none may take an assertion with it."""
import re

from _evalkit_describe import rest_of_block

_ASSERTION = re.compile(r'\bassert|\bfail\(')
"""`assert x`, `self.assertEqual(…)`, `raise AssertionError`, `self.fail()`."""


def skips_assertions(error):
    """Whether it is an assertion, or came before one that is not reached any more."""
    if isinstance(error, AssertionError):
        return True
    traceback = error.__traceback__
    while traceback is not None:
        lines = rest_of_block(traceback.tb_frame.f_code.co_filename, traceback.tb_lineno)
        if any(map(_ASSERTION.search, lines)):
            return True
        traceback = traceback.tb_next
    return False
