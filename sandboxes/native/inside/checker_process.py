"""
The process that holds the tests and decides. It reads the request itself, so that they are never in the memory from which the
candidates of later programs are forked.
"""
import json
import os

import _evalkit_checker as checker
import _evalkit_confine as confine
import _evalkit_frames as frames

_PARENT, _VERDICTS, _REQUESTS, _ANSWERS = 0, 3, 4, 5
_PIECE = 65536
_ANSWER_ROOM = 100_000
"""Bytes of an answer beyond the largest value: its letter, or a traceback."""

LOST = 'X'
"""The verdict on a program that stopped answering."""
UNBORN = 'B'
"""No verdict: the process for the program could not be made."""

_QUESTION = 'Q'
"""Begins what is no answer yet: the program uses something that the tests have lent it."""

_FAILURES = ('E', 'F', 'U')
"""What the candidate itself may say of a program; never that it passed."""


def begin(parent, nothing, verdicts, requests, answers):
    """Never returns: to be called in a process of its own."""
    try:
        confine.take_files(parent, nothing, nothing, verdicts, requests, answers)
        confine.give_up_powers()
        confine.limit_resources()
        born = frames.receive(_ANSWERS, _ANSWER_ROOM) is not None
        if (line := _read_line()) is not None:
            request = json.loads(line)
            frames.send(_VERDICTS, json.dumps({'id': request['id'], **request['limits']}).encode())
            verdict = _Conversation(request['limits']['valueSize']).judge(request['program']) if born else UNBORN
            frames.send(_VERDICTS, verdict.encode())
    finally:
        os._exit(0)


def _read_line():
    """The parent sends one request at a time, so nothing of the next one is read. None at its end."""
    parts = []
    while not parts or not parts[-1].endswith(b'\n'):
        part = os.read(_PARENT, _PIECE)
        if not part:
            return None
        parts.append(part)
    return b''.join(parts)


class _Conversation:
    """With the candidate, as long as it answers."""

    def __init__(self, value_size):
        self._value_size = value_size
        self._lost = False

    def judge(self, program):
        solution = program['prompt'] + program['completion']
        if program['check'] == 'in-place':
            answer = self._ask('run_in_place', json.dumps([solution, program['tests'], program['seed']]))
            return 'P' if answer == 'V' else _failure(answer)
        loaded = self._ask('load', json.dumps([solution, self._value_size]))
        if not loaded.startswith('V'):
            return _failure(loaded)
        checker.ask = lambda request: self._ask('call', request)
        request = [program['prompt'], program['entryPoint'], program['tests'], self._value_size, program['seed']]
        verdict = checker.check(json.dumps(request))
        # Whatever the tests made of its silence, a program that broke its interpreter has not passed.
        return LOST if self._lost else verdict

    def _ask(self, name, argument):
        if self._lost:
            return LOST
        try:
            frames.send(_REQUESTS, f'{name}\n{argument}'.encode())
            while (answer := self._receive()).startswith(_QUESTION):
                reply = checker.serve(answer[1:]) if name == 'call' else LOST
                frames.send(_REQUESTS, f'reply\n{reply}'.encode())
            return answer
        except (OSError, ValueError, AttributeError):  # gone, or it does not speak our language
            self._lost = True
            return LOST

    def _receive(self):
        return frames.receive(_ANSWERS, self._value_size + _ANSWER_ROOM).decode()


def _failure(answer):
    return answer if answer.startswith(_FAILURES) else LOST
