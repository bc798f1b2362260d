"""What a process gives up for good before it runs a program that nobody trusts. Linux, by libc."""
import ctypes
import fcntl
import os
import resource

MEMORY_BYTES = 512 * 2**20
"""Of address space; Python answers with MemoryError beyond."""

_REPORT_BYTES = 32 * 2**20
"""Beyond that, to say so with."""

_FILE_BYTES = 16 * 2**20
_FILES = 64
_MOST_FILES = 65536
_TMP = b'size=64m,nr_inodes=4096,mode=0777'

_NEW_NAMESPACES = 0x00020000 | 0x08000000
"""Mounts, and System V IPC; see unshare(2)."""
_NEW_PIDS = 0x20000000

_NOSUID_NODEV_NOEXEC = 2 | 4 | 8

_PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_SET_NO_NEW_PRIVS = 24, 47, 38
_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITIES = 64
_CAPABILITY_VERSION_3 = 0x20080522

libc = ctypes.CDLL(None, use_errno=True)


def fork_as_first(own):
    """
    Forks into a process namespace of its own, where the child is the first: when it ends, the kernel ends all others in it.

    own: a pidfd of the caller, by which the next fork is an ordinary one again (Linux 5.8).
    """
    must(libc.unshare(_NEW_PIDS), 'a process namespace')
    pid = os.fork()
    if pid != 0:
        must(libc.setns(own, _NEW_PIDS), 'the way back from a process namespace')
    return pid


def take_own_folder():
    """An empty folder for its files, which is gone with the process, and so are shared memory and queues."""
    must(libc.unshare(_NEW_NAMESPACES), 'a mount namespace')
    must(libc.mount(b'none', b'/tmp', b'tmpfs', _NOSUID_NODEV_NOEXEC, _TMP), 'a folder in memory')
    os.chdir('/tmp')


def take_files(*numbered):
    """Puts open files at the numbers 0, 1, 2, … in their order, and closes every other."""
    copies = [fcntl.fcntl(file, fcntl.F_DUPFD, _FILES) for file in numbered]
    for number, file in enumerate(copies):
        os.dup2(file, number)
    os.closerange(len(numbered), _MOST_FILES)


def give_up_powers():
    """No capability, and no way to get one back."""
    must(libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 'giving up new privileges')
    libc.prctl(_PR_CAP_AMBIENT, _CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(_CAPABILITIES):
        libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    must(libc.capset(head, (ctypes.c_uint32 * 6)()), 'giving up capabilities')


def limit_resources():
    for kind, soft, hard in (
        (resource.RLIMIT_AS, MEMORY_BYTES, MEMORY_BYTES + _REPORT_BYTES),
        (resource.RLIMIT_FSIZE, _FILE_BYTES, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _FILES, _FILES),
        (resource.RLIMIT_STACK, 8 * 2**20, 8 * 2**20),
        (resource.RLIMIT_CORE, 0, 0),
        # Neither a process nor a thread more: memory is limited by process, so many would have many times as much.
        (resource.RLIMIT_NPROC, 0, 0),
    ):
        resource.setrlimit(kind, (soft, hard))


def make_room_for_report():
    """Once memory has run out."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES + _REPORT_BYTES,) * 2)


def must(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f'{what}: {os.strerror(ctypes.get_errno())}')
