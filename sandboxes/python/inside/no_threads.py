"""In place of threads, where there are none: a thread runs to its end when it is started, and so does what a pool is handed."""
import threading


class _Thread(threading.Thread):
    """Methods for the class itself."""

    def start(self):
        if self._started.is_set():
            raise RuntimeError('threads can only be started once')
        self._started.set()
        if getattr(self._target, '__module__', None) == 'concurrent.futures.thread':
            return _serve_pool(self._target, self._args)
        try:
            self.run()
        except SystemExit:
            pass
        except BaseException as error:
            threading.excepthook(threading.ExceptHookArgs((type(error), error, error.__traceback__, self)))

    def join(self, timeout=None):
        if not self._started.is_set():
            raise RuntimeError('cannot join thread before it is started')

    def is_alive(self):
        return False


def _serve_pool(work, arguments):
    """The first worker of a pool does what it was started for, and later whatever the pool is handed, at once."""
    pool = arguments[0]()
    queue = pool._work_queue

    def work_off():
        queue.put(None)
        pool._shutdown = True  # the worker ends when there is nothing left
        try:
            work(*arguments)
        finally:
            pool._shutdown = False
        while not queue.empty():
            queue.get_nowait()

    pool._adjust_thread_count = work_off
    work_off()


def prepare():
    for name in ('start', 'join', 'is_alive'):
        setattr(threading.Thread, name, vars(_Thread)[name])
