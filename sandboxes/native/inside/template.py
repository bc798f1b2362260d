"""
A warm interpreter that has seen nothing: no request, no test, no output, no verdict. For each program it forks a process that
runs one round (see round.py), and waits for its end. All it learns of a round is whether there may be another, so whatever is
forked from it later has nothing of an earlier program in its memory.
"""
import gc
import os
import sys

import _evalkit_no_threads as no_threads
import _evalkit_round as one_round

_BY_SIGNAL = 128
"""Added to the number of a signal, as shells do."""


def main():
    os.environ.clear()
    sys.path[:] = [folder for folder in sys.path if folder]
    no_threads.prepare()
    gc.freeze()
    while (code := _run_round()) == one_round.ANOTHER:
        continue
    os._exit(0 if code == one_round.NO_MORE else code)


def _run_round():
    """Its exit code."""
    pid = os.fork()
    if pid == 0:
        one_round.begin()
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return code if code >= 0 else _BY_SIGNAL - code
