"""Iterators, generators and coroutines that stay on the other side, and are asked for one item after the other."""
import itertools
import time
import types
from collections import deque

from _evalkit_class_names import is_own, module_of

_READ_AHEAD_FROM = 16
"""Items that are asked for one by one: many tests take a few of what has no end, or whose next item takes for ever."""
_MOST_AHEAD = 1000
_SECONDS_AHEAD = 0.005

_KINDS = {
    kind.__name__: kind
    for kind in [map, filter, zip, enumerate, reversed, type(iter([])), type(iter(())), type(iter({})), type(iter('')),
                 type(iter(range(0))), type(iter(set()))]
    + [kind for kind in vars(itertools).values() if isinstance(kind, type)]
}


def kind_of_iterator(value, kind):
    """The name of one of Python's own kinds; None for any other object, iterators of a program's own classes included."""
    if is_own(kind) or module_of(kind) == 'unittest.mock':
        return None
    if kind is types.CoroutineType or kind is types.AsyncGeneratorType or kind is types.GeneratorType:
        return kind.__name__
    return kind.__name__ if hasattr(kind, '__next__') and not hasattr(kind, 'read') else None


class Iterator:
    """Asks for more items than were wanted once many were, for a while, so that long ones do not take a question each."""

    def __init__(self, peer, name):
        self._peer = peer
        self._kind = _KINDS.get(name, Iterator)
        self._taken = 0
        self._value = None
        self.ended = False
        self.ahead = deque()

    def __iter__(self):
        return self

    def __next__(self):
        if not self.ahead and not self.ended:
            self._fetch()
        if not self.ahead:
            raise StopIteration(self._value)
        self._taken += 1
        return self.ahead.popleft()

    def _fetch(self):
        count = 1 if self._taken < _READ_AHEAD_FROM else min(self._taken // 4, _MOST_AHEAD)
        answer = self._peer.ask('next', self, count)
        if type(answer) is not tuple or len(answer) != 3 or type(answer[0]) is not list:
            self._peer.stop('an iterator gave no items')
        items, self.ended, self._value = answer
        self.ahead.extend(items)
        if not items and not self.ended:
            self._peer.stop('an iterator gave no items')

    @property
    def __class__(self):
        return self._kind


class Supply:
    """Takes items from the iterators that this side has lent."""

    def __init__(self):
        self._failed = {}

    def next(self, iterator, count):
        """So many items or fewer, whether that was all, and what a generator returned. An exception comes after its items."""
        if id(iterator) in self._failed:
            raise self._failed.pop(id(iterator))
        items = []
        until = time.monotonic() + _SECONDS_AHEAD
        while len(items) < count and (not items or time.monotonic() < until):
            try:
                items.append(next(iterator))
            except StopIteration as end:
                return items, True, end.value
            except BaseException as error:
                if not items:
                    raise
                self._failed[id(iterator)] = error
                break
        return items, False, None


def local(peer, source, name):
    """What the program that uses it takes for the real thing."""
    make = {'generator': _generator, 'coroutine': _coroutine, 'async_generator': _async_generator}.get(name)
    return source if make is None else make(peer, source)


def _generator(peer, source):
    sent = None
    try:
        while True:
            try:
                item = next(source) if sent is None else _sent(peer, source, 'send', sent)
            except StopIteration as end:
                return end.value
            try:
                sent = yield item
            except GeneratorExit:
                raise
            except BaseException as error:
                sent = yield _sent(peer, source, 'throw', error)
    finally:
        if not source.ended:
            peer.abandoned.append(source)  # this may be the garbage collector's doing, in the midst of another question


def _sent(peer, source, how, value):
    if source.ahead:
        peer.stop('a generator that was read ahead is sent something')
    return peer.ask(how, source, value)


async def _coroutine(peer, source):
    return peer.ask('await', source)


async def _async_generator(peer, source):
    while True:
        try:
            item = peer.ask('anext', source)
        except StopAsyncIteration:
            return
        yield item


_loop = None


def wait_for(awaitable):
    """Runs it to its end, whether or not an event loop is running: the other side is waiting."""
    import asyncio  # large, and seldom needed

    global _loop
    outer = asyncio._get_running_loop()
    if outer is None:
        _loop = _loop or asyncio.new_event_loop()
        return _loop.run_until_complete(awaitable)
    swap = getattr(asyncio.tasks, '_swap_current_task', lambda loop, task: None)
    task = swap(outer, None)
    asyncio._set_running_loop(None)
    inner = asyncio.new_event_loop()
    try:
        return inner.run_until_complete(awaitable)
    finally:
        inner.close()
        asyncio._set_running_loop(outer)
        swap(outer, task)
