"""
Watches each program from its start to its result: keeps the clock, collects what is printed, and tells the verdict. It is no
ancestor of any program: what it hears can be in the memory of none.

It speaks with its parent by lines of JSON: see workers/protocol.ts. Only the checker reads what the parent sends.
"""
import json
import os
import select
import signal
import socket
import struct
import sys
import time
import traceback

import _evalkit_call_filter as call_filter
import _evalkit_candidate_process as candidate_process
import _evalkit_checker_process as checker_process
import _evalkit_frames as frames

CODES = 'ii'
"""How the template tells the exit codes of the checker and of the cell, as `struct` names it."""

_BROKEN = 1
_MOST_FILES = 5
_MAX_DETAIL = 4000
_MAX_VERDICT = 8_000_000
_MAX_FATE = 64
_PIECE = 65536
_LEAVING_MS = 300
"""For the processes of a program to end in order, until they are ended."""

_GONE = '-'
"""Instead of a verdict, where the process for the tests ended without one."""

_OUTCOMES = {'P': 'passed', 'F': 'failed', 'E': 'error', 'U': 'unencodable'}


def begin(link):
    """Never returns: to be called in a process of its own. link: to the template."""
    code = _BROKEN
    try:
        while _Round(link).run():
            continue
        code = 0
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


class _Round:
    """One program, whose processes are asked for and wait before it is known."""

    def __init__(self, link):
        link.send(b'+')
        _, files, _, _ = socket.recv_fds(link, 1, _MOST_FILES)
        self._link = link
        self._files = files
        self._output, self._verdicts, self._fate, self._checker, self._cell = files
        self._printed = bytearray()
        self._cut = False

    def run(self):
        """Whether there may be another."""
        try:
            return self._run()
        finally:
            for file in self._files:
                os.close(file)

    def _run(self):
        header = frames.receive(self._verdicts, _PIECE)
        if header is None and (ending := self._untimely_end()) is None:  # the parent wants no more
            return False
        if header is None:
            raise ChildProcessError(ending)
        request = json.loads(header)
        _say('started', request)
        started = time.monotonic()
        verdict = self._watch(started + request['wallMs'] / 1000, request['outputBytes'])
        wall = time.monotonic() - started
        ended = self._end(verdict)
        while self._read_output(request['outputBytes']):
            continue
        if verdict == checker_process.UNBORN:
            _say('broken', request, message=self._printed.decode(errors='replace'))
        elif (killed := ended.killed_by_others()) is not None and verdict in (checker_process.LOST, _GONE):
            _say('killed', request, message=f'{killed} was killed')
        else:
            _say('finished', request, result=self._result(verdict, ended, wall))
        return True

    def _watch(self, deadline, output_bytes):
        """The verdict, or None when the time is over before."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        poll.register(self._verdicts, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0:
            ready = {file for file, _ in poll.poll(left * 1000)}
            if self._verdicts in ready:
                return (frames.receive(self._verdicts, _MAX_VERDICT) or _GONE.encode()).decode()
            if self._output in ready and not self._read_output(output_bytes):
                poll.unregister(self._output)
        return None

    def _read_output(self, limit):
        """Keeps as much as is wanted, and takes what is beyond out of the way. False at the end."""
        piece = os.read(self._output, _PIECE)
        room = limit - len(self._printed)
        self._printed += piece[:room]
        self._cut = self._cut or len(piece) > room
        return bool(piece)

    def _untimely_end(self):
        """How the checker ended without a request, if it did not end by itself."""
        _send_signal(self._cell, signal.SIGKILL)
        checker, _ = self._codes()
        return None if checker == 0 else f'the process for the tests ended ({checker})'

    def _codes(self):
        """Exit codes of checker and cell, when both have ended."""
        return struct.unpack(CODES, self._link.recv(struct.calcsize(CODES)))

    def _end(self, verdict):
        # A program that stopped answering may have ended by itself or been killed: its end is waited for before we end it.
        program, cpu = self._fate_within(_LEAVING_MS if verdict == checker_process.LOST else 0)
        _send_signal(self._cell, signal.SIGTERM)
        left_in_order = _is_ready(self._cell, _LEAVING_MS)
        _send_signal(self._cell, signal.SIGKILL)
        _send_signal(self._checker, signal.SIGKILL)
        checker, cell = self._codes()
        if cpu is None:
            _, cpu = self._fate_within(0)
        return _Ended(
            program=program,
            cell=cell if left_in_order else None,
            checker=checker if verdict == _GONE else None,
            cpu=cpu or 0.0,
        )

    def _fate_within(self, milliseconds):
        """
        How the program's process ended, and the seconds that it had the processor: an exit code, or the number of a signal below
        zero. None where it goes on.
        """
        fate = frames.receive(self._fate, _MAX_FATE) if _is_ready(self._fate, milliseconds) else None
        if fate is None:
            return None, None
        code, cpu = fate.decode().split()
        # Not on our request, which comes later.
        return -signal.SIGTERM if code == candidate_process.ENDED_ON_REQUEST else int(code), float(cpu)

    def _result(self, verdict, ended, wall):
        outcome, detail = _read_verdict(verdict)
        if outcome == 'crashed':
            detail = ended.words()
        return {
            'outcome': outcome,
            'detail': detail,
            'output': self._printed.decode(errors='replace'),
            'outputCut': self._cut,
            'wallMs': wall * 1000,
            'cpuMs': ended.cpu * 1000,
        }


class _Ended:
    """
    How the processes of a program ended: exit codes, or the numbers of signals below zero. None for those that went on until we
    ended them.

    program: the model's code
    cell: the first process of its namespace
    checker: the tests
    cpu: seconds that the cell had the processor
    """

    def __init__(self, program, cell, checker, cpu):
        self._program = program
        self._killed = {
            'the process of the program': program if call_filter.cannot_kill_itself() else None,
            'the first process of its namespace': cell,
            'the process of the tests': checker,
        }
        self.cpu = cpu

    def killed_by_others(self):
        """Which process was, or None."""
        return next((name for name, code in self._killed.items() if code == -signal.SIGKILL), None)

    def words(self):
        code = self._program
        if code is None:
            return 'its interpreter answered with nothing'
        if code < 0:
            return f'its interpreter was ended by signal {-code}'
        return f'its interpreter ended with exit code {code}'


def _is_ready(file, milliseconds):
    """Whether a pipe has something to say, or a process has ended."""
    poll = select.poll()
    poll.register(file, select.POLLIN)
    return bool(poll.poll(milliseconds))


def _send_signal(process, number):
    try:
        signal.pidfd_send_signal(process, number)
    except ProcessLookupError:  # it has ended
        pass


def _read_verdict(verdict):
    if verdict is None:
        return 'timeout', 'out of time'
    outcome = _OUTCOMES.get(verdict[:1], 'crashed')
    if outcome == 'passed':
        return outcome, ''
    try:
        name, text = json.loads(verdict[1:])
    except ValueError:
        name, text = '', ''
    return 'memory' if outcome == 'error' and name == 'MemoryError' else outcome, str(text)[:_MAX_DETAIL]


def _say(kind, request, **fields):
    line = json.dumps({'kind': kind, 'id': request['id'], **fields}).encode() + b'\n'
    while line:
        line = line[os.write(1, line):]
