"""
What Python on WebAssembly lacks, so far as programs get along with less: an event loop that nobody has to wake, and an alarm that
never rings (programs are stopped from outside), and one time zone.
"""
import asyncio
import os
import signal
import struct
import time
import zoneinfo

import _evalkit_no_threads as no_threads


class _Waiting:
    """Waits for time alone: no file or network will ever be ready."""

    def select(self, timeout):
        if timeout is None:
            raise RuntimeError('every task waits for another')
        if timeout > 0:
            time.sleep(timeout)
        return []


class EventLoop(asyncio.BaseEventLoop):
    """In place of Pyodide's, which needs JavaScript to go on by turns."""

    def __init__(self):
        super().__init__()
        self._selector = _Waiting()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass

    def run_in_executor(self, executor, function, *arguments):
        future = self.create_future()
        try:
            future.set_result(function(*arguments))
        except Exception as error:
            future.set_exception(error)
        return future


class _Policy(asyncio.events._BaseDefaultEventLoopPolicy):
    _loop_factory = EventLoop


_TIME_ZONES = '/lib/zoneinfo'


def _write_time_zones():
    """UTC by its names, as RFC 8536 has it: one type of local time, without transitions. The others come with the package tzdata."""
    header = b'TZif2' + bytes(15) + struct.pack('>6l', 0, 0, 0, 0, 1, 4)
    block = header + struct.pack('>lbb', 0, 0, 0) + b'UTC\0'
    for name in ('UTC', 'GMT', 'Etc/UTC', 'Etc/GMT', 'Zulu', 'Universal'):
        path = f'{_TIME_ZONES}/{name}'
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, 'wb') as file:
            file.write(block + block + b'\nUTC0\n')
    zoneinfo.reset_tzpath([_TIME_ZONES])


def prepare(_request):
    """Once in each interpreter, after Pyodide has put its own in place."""
    no_threads.prepare()
    asyncio.run = getattr(asyncio.run, '__wrapped__', asyncio.run)
    asyncio.events._set_running_loop(None)
    asyncio.events._event_loop_policy = _Policy()
    _write_time_zones()
    signal.alarm = lambda seconds: 0
    signal.setitimer = lambda which, seconds, interval=0.0: (0.0, 0.0)
    return 'V'
