"""
A warm interpreter that runs no program itself. For each it forks two processes, one for the model's code and one for the tests,
before the program is known; then it watches the clock, collects what is printed, and tells the verdict.

It speaks with its parent by lines of JSON: see workers/protocol.ts. Only the checker reads what the parent sends.
"""
import gc
import json
import os
import select
import signal
import sys
import time

import _evalkit_candidate_process as candidate_process
import _evalkit_checker_process as checker_process
import _evalkit_confine as confine
import _evalkit_frames as frames

_MAX_DETAIL = 4000
_MAX_VERDICT = 8_000_000
_PIECE = 65536
_LEAVING_MS = 300
"""For the processes of a program to end in order, until they are ended."""

_OUTCOMES = {'P': 'passed', 'F': 'failed', 'E': 'error', 'U': 'unencodable'}


def main():
    os.environ.clear()
    sys.path[:] = [folder for folder in sys.path if folder]
    gc.freeze()
    own = os.pidfd_open(os.getpid())
    nothing = os.open('/dev/null', os.O_RDWR)
    while _Round(own, nothing).run():
        continue


class _Round:
    """One program, from the processes that wait for it to its result."""

    def __init__(self, own, nothing):
        requests, to_candidate = os.pipe()
        answers, from_candidate = os.pipe()
        self._output, output = os.pipe()
        self._verdicts, verdicts = os.pipe()
        self._cell = confine.fork_as_first(own)
        if self._cell == 0:
            candidate_process.begin(nothing, output, requests, from_candidate)
        self._checker = os.fork()
        if self._checker == 0:
            checker_process.begin(0, nothing, verdicts, to_candidate, answers)
        for end in (requests, to_candidate, answers, from_candidate, output, verdicts):
            os.close(end)
        self._printed = bytearray()
        self._cut = False

    def run(self):
        """Whether there may be another."""
        header = frames.receive(self._verdicts, _PIECE)
        if header is None:  # the parent wants no more
            return False
        request = json.loads(header)
        _say('started', request)
        started = time.monotonic()
        verdict = self._watch(started + request['wallMs'] / 1000, request['outputBytes'])
        wall = time.monotonic() - started
        status, cpu = self._end()
        while self._read_output(request['outputBytes']):
            continue
        os.close(self._output)
        if verdict == checker_process.UNBORN:
            _say('broken', request, message=self._printed.decode(errors='replace'))
        else:
            _say('finished', request, result=self._result(verdict, status, wall, cpu))
        return True

    def _watch(self, deadline, output_bytes):
        """The verdict, or None when the time is over before."""
        poll = select.poll()
        poll.register(self._output, select.POLLIN)
        poll.register(self._verdicts, select.POLLIN)
        while (left := deadline - time.monotonic()) > 0:
            ready = {file for file, _ in poll.poll(left * 1000)}
            if self._verdicts in ready:
                return (frames.receive(self._verdicts, _MAX_VERDICT) or checker_process.LOST.encode()).decode()
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

    def _end(self):
        """How the candidate's process ended, and its CPU time in seconds."""
        os.kill(self._cell, signal.SIGTERM)
        end = os.pidfd_open(self._cell)
        leaving = select.poll()
        leaving.register(end, select.POLLIN)
        leaving.poll(_LEAVING_MS)
        os.close(end)
        os.kill(self._cell, signal.SIGKILL)
        os.kill(self._checker, signal.SIGKILL)
        os.waitpid(self._checker, 0)
        _, status, usage = os.wait4(self._cell, 0)
        os.close(self._verdicts)
        return status, usage.ru_utime + usage.ru_stime

    def _result(self, verdict, status, wall, cpu):
        outcome, detail = _read_verdict(verdict)
        if outcome == 'crashed':
            detail = _ending(status)
        return {
            'outcome': outcome,
            'detail': detail,
            'output': self._printed.decode(errors='replace'),
            'outputCut': self._cut,
            'wallMs': wall * 1000,
            'cpuMs': cpu * 1000,
        }


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


def _ending(status):
    code = os.waitstatus_to_exitcode(status)
    if code > 128:
        return f'its interpreter was ended by signal {code - 128}'
    return f'its interpreter ended with exit code {code}' if code >= 0 else 'its interpreter answered with nothing'


def _say(kind, request, **fields):
    line = json.dumps({'kind': kind, 'id': request['id'], **fields}).encode() + b'\n'
    while line:
        line = line[os.write(1, line):]
