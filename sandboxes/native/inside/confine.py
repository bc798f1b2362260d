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

_PR_CAPBSET_DROP, _PR_CAP_AMBIENT, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 24, 47, 22, 38
_CAP_AMBIENT_CLEAR_ALL = 4
_SECCOMP_MODE_FILTER = 2
_CAPABILITIES = 64
_CAPABILITY_VERSION_3 = 0x20080522

_libc = ctypes.CDLL(None, use_errno=True)


def fork_as_first(own):
    """
    Forks into a process namespace of its own, where the child is the first: when it ends, the kernel ends all others in it.

    own: a pidfd of the caller, by which the next fork is an ordinary one again (Linux 5.8).
    """
    _must(_libc.unshare(_NEW_PIDS), 'a process namespace')
    pid = os.fork()
    if pid != 0:
        _must(_libc.setns(own, _NEW_PIDS), 'the way back from a process namespace')
    return pid


def take_own_folder():
    """An empty folder for its files, which is gone with the process, and so are shared memory and queues."""
    _must(_libc.unshare(_NEW_NAMESPACES), 'a mount namespace')
    _must(_libc.mount(b'none', b'/tmp', b'tmpfs', _NOSUID_NODEV_NOEXEC, _TMP), 'a folder in memory')
    os.chdir('/tmp')


def take_files(*numbered):
    """Puts open files at the numbers 0, 1, 2, … in their order, and closes every other."""
    copies = [fcntl.fcntl(file, fcntl.F_DUPFD, _FILES) for file in numbered]
    for number, file in enumerate(copies):
        os.dup2(file, number)
    os.closerange(len(numbered), _MOST_FILES)


def give_up_powers():
    """No capability, and no way to get one back."""
    _must(_libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), 'giving up new privileges')
    _libc.prctl(_PR_CAP_AMBIENT, _CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    for capability in range(_CAPABILITIES):
        _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0)
    head = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    _must(_libc.capset(head, (ctypes.c_uint32 * 6)()), 'giving up capabilities')


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


_DENIED = {
    # name: (x86_64, aarch64); what no program needs, and where kernels have had most of their holes
    'execve': (59, 221),
    'execveat': (322, 281),
    'socket': (41, 198),
    'ptrace': (101, 117),
    'process_vm_readv': (310, 270),
    'process_vm_writev': (311, 271),
    'pidfd_getfd': (438, 438),
    'unshare': (272, 97),
    'setns': (308, 268),
    'mount': (165, 40),
    'umount2': (166, 39),
    'pivot_root': (155, 41),
    'chroot': (161, 51),
    'open_tree': (428, 428),
    'move_mount': (429, 429),
    'fsopen': (430, 430),
    'fsconfig': (431, 431),
    'fsmount': (432, 432),
    'fspick': (433, 433),
    'mount_setattr': (442, 442),
    # memory that RLIMIT_AS does not count
    'memfd_create': (319, 279),
    'memfd_secret': (447, 447),
    'shmget': (29, 194),
    'msgget': (68, 186),
    'semget': (64, 190),
    'mq_open': (240, 180),
    'add_key': (248, 217),
    'request_key': (249, 218),
    'keyctl': (250, 219),
    'bpf': (321, 280),
    'perf_event_open': (298, 241),
    'userfaultfd': (323, 282),
    'io_uring_setup': (425, 425),
    'io_uring_enter': (426, 426),
    'io_uring_register': (427, 427),
    'personality': (135, 92),
    # a SIGKILL that nobody else has sent
    'timer_create': (222, 107),
}

_SIGKILL = 9
_ASKED_FOR = {
    # name: (x86_64, aarch64), the argument that is looked at, and the values that end the program
    'kill': (62, 129, 1, (_SIGKILL,)),
    'tkill': (200, 130, 1, (_SIGKILL,)),
    'tgkill': (234, 131, 2, (_SIGKILL,)),
    'rt_sigqueueinfo': (129, 138, 1, (_SIGKILL,)),
    'rt_tgsigqueueinfo': (297, 240, 2, (_SIGKILL,)),
    'pidfd_send_signal': (424, 424, 1, (_SIGKILL,)),
    'fcntl': (72, 25, 1, (10,)),  # F_SETSIG
    'prctl': (157, 167, 0, (1,)),  # PR_SET_PDEATHSIG
    'setrlimit': (160, 164, 0, (0, 15)),  # RLIMIT_CPU, RLIMIT_RTTIME
    'prlimit64': (302, 261, 1, (0, 15)),
}
"""
What would have the kernel send SIGKILL to the program. It is ended by SIGSYS instead, so that SIGKILL always means that
somebody else has killed it: an administrator, or the kernel when the machine is out of memory.
"""

_MACHINES = {'x86_64': (0, 0xC000003E), 'aarch64': (1, 0xC00000B7)}
"""Column above, and AUDIT_ARCH of linux/audit.h."""

_X32 = 0x40000000
"""On x86_64, numbers from here on are those of another interface to the same calls."""

_LOAD, _JUMP_EQUAL, _JUMP_AT_LEAST, _RETURN = 0x20, 0x15, 0x35, 0x06
_ALLOW, _DENY, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
"""Deny: the call fails with EPERM, which Python raises as PermissionError."""


def cannot_kill_itself():
    """Whether a SIGKILL can come from outside alone."""
    return os.uname().machine in _MACHINES


def filter_calls():
    """Denies what is listed. On another machine type the namespaces and limits have to do."""
    machine = os.uname().machine
    if machine not in _MACHINES:
        return
    program = _FILTERS[machine]
    instructions = ctypes.create_string_buffer(program, len(program))

    class Program(ctypes.Structure):
        _fields_ = [('length', ctypes.c_ushort), ('filter', ctypes.c_void_p)]

    argument = Program(len(program) // 8, ctypes.addressof(instructions))
    _must(_libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(argument), 0, 0), 'a filter of system calls')


def _filter_program(column, architecture):
    """
    Classic BPF over `struct seccomp_data`: the number at 0, the architecture at 4, and from 16 on the arguments, 64 bits each, of
    which these calls use the lower half. An instruction here is an operation, a value, and where to go if it holds and if it
    does not: None is the next one.
    """
    code = [(_LOAD, 4, None, None), (_JUMP_EQUAL, architecture, None, _KILL), (_LOAD, 0, None, None)]
    code.append((_JUMP_AT_LEAST, _X32, _DENY, None))
    code += [(_JUMP_EQUAL, numbers[column], _DENY, None) for numbers in _DENIED.values()]
    code += [(_JUMP_EQUAL, entry[column], name, None) for name, entry in _ASKED_FOR.items()]
    code.append((_RETURN, _ALLOW, None, None))
    places = {}
    for name, (_, _, argument, values) in _ASKED_FOR.items():
        places[name] = len(code)
        if name == 'kill':  # the first process hears no SIGKILL from inside
            code += [(_LOAD, 16, None, None), (_JUMP_EQUAL, 1, _ALLOW, None)]
        code.append((_LOAD, 16 + 8 * argument, None, None))
        code += [(_JUMP_EQUAL, value, _KILL, None) for value in values]
        code.append((_RETURN, _ALLOW, None, None))
    for end in (_ALLOW, _DENY, _KILL):
        places[end] = len(code)
        code.append((_RETURN, end, None, None))

    def jump(here, target):
        return 0 if target is None else places[target] - here - 1

    return b''.join(
        operation.to_bytes(2, 'little') + bytes((jump(here, yes), jump(here, no))) + value.to_bytes(4, 'little')
        for here, (operation, value, yes, no) in enumerate(code)
    )


_FILTERS = {machine: _filter_program(*about) for machine, about in _MACHINES.items()}
"""Made once, before any program."""


def _must(result, what):
    if result < 0:
        raise OSError(ctypes.get_errno(), f'{what}: {os.strerror(ctypes.get_errno())}')
