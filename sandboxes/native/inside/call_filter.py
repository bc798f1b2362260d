"""The filter of system calls (seccomp) that a process puts on for good before it runs a program that nobody trusts."""
import ctypes
import os

from _evalkit_confine import libc, must

_PR_SET_SECCOMP = 22
_SECCOMP_MODE_FILTER = 2

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
    must(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(argument), 0, 0), 'a filter of system calls')


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
