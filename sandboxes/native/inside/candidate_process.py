"""
The process that runs the model's code, second in a process namespace of its own. The first does nothing but wait for it: no
signal from inside reaches a first process, and with it everything ends.
"""
import os
import random
import resource
import signal
import sys

import _evalkit_call_filter as call_filter
import _evalkit_candidate as candidate
import _evalkit_confine as confine
import _evalkit_frames as frames

_REQUESTS, _ANSWERS, _FATE = 3, 4, 5
_MAX_REQUEST = 64_000_000
"""Bytes. It comes from the checker, which keeps to smaller limits by itself."""

ENDED_ON_REQUEST = 'T'
"""Said instead of an exit code."""

_OUT_OF_MEMORY = b'E["MemoryError", "MemoryError"]'
_UNTOLD = b'E["", ""]'

_HANDLERS = {'load': candidate.load, 'call': candidate.call, 'run_in_place': candidate.run_in_place}


def begin(nothing, output, requests, answers, fate):
    """Never returns: to be called in the first process of a namespace."""
    try:
        os.setsid()
        confine.take_own_folder()
        confine.take_files(nothing, output, output, requests, answers, fate)
        pid = os.fork()
        confine.give_up_powers()
        if pid != 0:
            frames.send(_FATE, _wait(pid))
            os._exit(0)
        os.close(_FATE)
        confine.limit_resources()
        call_filter.filter_calls()
        random.seed(0)  # forks are given seeds of their own
        sys.stdout.reconfigure(line_buffering=True)
        candidate.ask = _ask_tests
        frames.send(_ANSWERS, b'ready')
        _serve()
    except BaseException as error:
        _complain(error)
    finally:
        os._exit(0)


def _complain(error):
    """Read where no program was there yet."""
    try:
        os.write(1, str(error).encode())
    except BaseException:
        pass


def _wait(pid):
    """
    How the program ended, and how many seconds it had the processor: its exit code, or the number of a signal below zero. SIGTERM
    ends it: unlike the kernel's sweep through a namespace that is closed, this leaves its CPU time to be asked for.
    """
    requested = False

    def end(*_):
        nonlocal requested
        requested = True
        _kill(pid)

    signal.signal(signal.SIGTERM, end)
    os.closerange(0, _FATE)
    while (ended := os.wait())[0] != pid:
        continue
    code = ENDED_ON_REQUEST if requested else os.waitstatus_to_exitcode(ended[1])
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return f'{code} {used.ru_utime + used.ru_stime}'.encode()


def _kill(pid):
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:  # it has ended by itself
        pass


def _serve():
    """Answers until there is a reply, which is returned; None where nothing comes any more."""
    while (request := frames.receive(_REQUESTS, _MAX_REQUEST)) is not None:
        name, argument = request.decode().split('\n', 1)
        if name == 'reply':
            return argument
        frames.send(_ANSWERS, _answer(_HANDLERS[name], argument))
    return None


def _ask_tests(question):
    """In the midst of a call. The reply may need further calls first."""
    frames.send(_ANSWERS, b'Q' + question.encode())
    return _serve() or 'X'


def _answer(handler, argument):
    try:
        answer = handler(argument).encode()
        if answer.startswith(b'E["MemoryError"'):
            confine.make_room_for_report()
    except MemoryError:
        confine.make_room_for_report()
        answer = _OUT_OF_MEMORY
    except BaseException:
        answer = _UNTOLD
    try:
        sys.stdout.flush()
    except BaseException:  # replaced by the program, or out of memory
        pass
    return answer
