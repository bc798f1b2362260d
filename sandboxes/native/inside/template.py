"""
A warm interpreter that has seen nothing: no request, no test, no output, no verdict. For each program it forks two processes,
one for the model's code and one for the tests, and hands their pipes to a watcher (see watcher.py), which was forked before all of
them. Of a program it learns how its processes ended, as two numbers: so whatever is forked from it later has nothing of an
earlier program in its memory.
"""
import gc
import os
import select
import socket
import struct
import sys

import _evalkit_candidate_process as candidate_process
import _evalkit_checker_process as checker_process
import _evalkit_confine as confine
import _evalkit_no_threads as no_threads
import _evalkit_watcher as watcher

_BY_SIGNAL = 128
"""Added to the number of a signal, as shells do."""


def main():
    os.environ.clear()
    sys.path[:] = [folder for folder in sys.path if folder]
    no_threads.prepare()
    gc.freeze()
    link, watchers = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    pid = os.fork()
    if pid == 0:
        link.close()
        watcher.begin(watchers)
    watchers.close()
    own = os.pidfd_open(os.getpid())
    while link.recv(1) and _fork_round(link, own):
        continue
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os._exit(code if code >= 0 else _BY_SIGNAL - code)


def _fork_round(link, own):
    """Whether the watcher is still there, when both processes have ended."""
    # Opened anew: an open file that programs share would keep the flags and locks of one for the next.
    nothing = os.open('/dev/null', os.O_RDWR)
    requests, to_candidate = os.pipe()
    answers, from_candidate = os.pipe()
    printed, output = os.pipe()
    verdicts, to_watcher = os.pipe()
    fate, fates = os.pipe()
    checker = os.fork()
    if checker == 0:
        checker_process.begin(0, nothing, to_watcher, to_candidate, answers)
    cell = confine.fork_as_first(own)
    if cell == 0:
        candidate_process.begin(nothing, output, requests, from_candidate, fates)
    running = {os.pidfd_open(pid): pid for pid in (checker, cell)}
    socket.send_fds(link, [b'.'], [printed, verdicts, fate, *running])
    for end in (nothing, requests, to_candidate, answers, from_candidate, printed, output, verdicts, to_watcher, fate, fates):
        os.close(end)
    codes = _codes(link, running)
    return codes is not None and link.send(struct.pack(watcher.CODES, codes[checker], codes[cell])) > 0


def _codes(link, running):
    """The exit code of each process; None where the watcher has gone before."""
    poll = select.poll()
    poll.register(link, 0)  # to be told of its end alone
    for process in running:
        poll.register(process, select.POLLIN)
    codes = {}
    while running:
        for ready, _ in poll.poll():
            if ready == link.fileno():
                return None
            poll.unregister(ready)
            pid = running.pop(ready)
            codes[pid] = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
            os.close(ready)
    return codes
