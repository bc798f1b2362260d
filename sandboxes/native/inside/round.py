"""
One program, from the processes that wait for it to its result: a process for the model's code and one for the tests, both forked
before the program is known. Then it watches the clock, collects what is printed, and tells the verdict.

It speaks with its parent by lines of JSON: see workers/protocol.ts. Only the checker reads what the parent sends. The process
ends with the round, and with it all that it has heard: the next one is forked from a template that heard nothing.
"""
import json
import os
import select
import signal
import sys
import time
import traceback

import _evalkit_candidate_process as candidate_process
import _evalkit_checker_process as checker_process
import _evalkit_confine as confine
import _evalkit_frames as frames

ANOTHER, _BROKEN, NO_MORE = 0, 1, 2
"""Exit codes: the round is over, it broke, or the parent wants none any more."""

_MAX_DETAIL = 4000
_MAX_VERDICT = 8_000_000
_MAX_FATE = 16
_PIECE = 65536
_LEAVING_MS = 300
"""For the processes of a program to end in order, until they are ended."""

_GONE = '-'
"""Instead of a verdict, where the process for the tests ended without one."""

_OUTCOMES = {'P': 'passed', 'F': 'failed', 'E': 'error', 'U': 'unencodable'}


def begin():
    """Never returns: to be called in a process of its own."""
    code = _BROKEN
    try:
        code = ANOTHER if _Round().run() else NO_MORE
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


class _Round:
    def __init__(self):
        # Its own, opened anew: an open file that programs share would keep the flags and locks of one for the next.
        nothing = os.open('/dev/null', os.O_RDWR)
        requests, to_candidate = os.pipe()
        answers, from_candidate = os.pipe()
        self._output, output = os.pipe()
        self._verdicts, verdicts = os.pipe()
        self._fate, fate = os.pipe()
        self._checker = os.fork()
        if self._checker == 0:
            checker_process.begin(0, nothing, verdicts, to_candidate, answers)
        self._cell = confine.fork_as_first()
        if self._cell == 0:
            candidate_process.begin(nothing, output, requests, from_candidate, fate)
        for end in (nothing, requests, to_candidate, answers, from_candidate, output, verdicts, fate):
            os.close(end)
        self._printed = bytearray()
        self._cut = False

    def run(self):
        """Whether there may be another."""
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
        _, status = os.waitpid(self._checker, 0)
        code = os.waitstatus_to_exitcode(status)
        return None if code == 0 else f'the process for the tests ended ({code})'

    def _end(self, verdict):
        # A program that stopped answering may have ended by itself or been killed: its end is waited for before we end it.
        fate = self._fate_within(_LEAVING_MS if verdict == checker_process.LOST else 0)
        checker = os.waitpid(self._checker, 0)[1] if verdict == _GONE else None
        os.kill(self._cell, signal.SIGTERM)
        left_in_order = self._cell_ends_within(_LEAVING_MS)
        if not left_in_order:
            os.kill(self._cell, signal.SIGKILL)
        if checker is None:
            os.kill(self._checker, signal.SIGKILL)
            os.waitpid(self._checker, 0)
        _, cell, usage = os.wait4(self._cell, 0)
        return _Ended(
            program=fate,
            cell=os.waitstatus_to_exitcode(cell) if left_in_order else None,
            checker=None if checker is None else os.waitstatus_to_exitcode(checker),
            cpu=usage.ru_utime + usage.ru_stime,
        )

    def _fate_within(self, milliseconds):
        """How the program's process ended: an exit code, or the number of a signal below zero. None where it goes on."""
        poll = select.poll()
        poll.register(self._fate, select.POLLIN)
        fate = frames.receive(self._fate, _MAX_FATE) if poll.poll(milliseconds) else None
        if fate == candidate_process.ENDED_ON_REQUEST:  # not on ours, which comes later
            return -signal.SIGTERM
        return None if fate is None else int(fate)

    def _cell_ends_within(self, milliseconds):
        end = os.pidfd_open(self._cell)
        poll = select.poll()
        poll.register(end, select.POLLIN)
        ended = bool(poll.poll(milliseconds))
        os.close(end)
        return ended

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
            'the process of the program': program if confine.cannot_kill_itself() else None,
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
