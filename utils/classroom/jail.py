"""A process gives rights away, for good: resource limits, Landlock and seccomp.

Where Landlock is missing, bubblewrap.py walls off files before this is called.

Held together, a student's code can read the Python libraries and a part of the course, and
nothing else; it writes nowhere, opens no socket, starts no process, signals nobody. No root
rights and no package are needed; Linux with Landlock is (5.13, on by default in most
distributions). The standard library alone is used.

Source: kernel.org, "Landlock: unprivileged access control"; "Seccomp BPF".
"""

import ctypes
import os
import platform
import signal
import struct
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

MEMORY = 4 << 30  # bytes of address space: TensorFlow alone takes 2.5 GB of it
CPU_SECONDS = 30
READ_FILE, READ_DIR = 1 << 2, 1 << 3
PR_SET_PDEATHSIG, PR_SET_NO_NEW_PRIVS = 1, 38
ALLOW, ERRNO, KILL = 0x7FFF0000, 0x00050000, 0x80000000
EPERM, ENOSYS = 1, 38
LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
CLONE_THREAD = 0x10000
SYSTEM = (  # what Python and TensorFlow read while they run
    *("/usr/lib", "/usr/local/lib", "/usr/share/zoneinfo", "/lib", "/lib64", "/etc/ld.so.cache"),
    *("/etc/localtime", "/dev/urandom", "/dev/zero", "/proc/cpuinfo", "/proc/meminfo"),
    "/sys/devices/system/cpu",
)
ARCHITECTURES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
DENIED = {  # name: number on x86_64, on aarch64
    "socket": (41, 198), "connect": (42, 203), "bind": (49, 200), "sendto": (44, 206),
    "execve": (59, 221), "execveat": (322, 281), "ptrace": (101, 117), "prctl": (157, 167),
    "kill": (62, 129), "tkill": (200, 130), "tgkill": (234, 131), "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240), "pidfd_open": (434, 434), "pidfd_send_signal": (424, 424),
    "pidfd_getfd": (438, 438), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "io_uring_setup": (425, 425), "bpf": (321, 280), "perf_event_open": (298, 241),
    "unshare": (272, 97), "setns": (308, 268), "mount": (165, 40), "umount2": (166, 39),
    "chroot": (161, 51), "pivot_root": (155, 41), "open_by_handle_at": (304, 265),
    "userfaultfd": (323, 282), "shmget": (29, 194), "semget": (64, 190), "msgget": (68, 186),
    "add_key": (248, 217), "keyctl": (250, 219), "reboot": (169, 142), "kexec_load": (246, 104),
    "settimeofday": (164, 170), "clock_settime": (227, 112), "sethostname": (170, 161),
    "init_module": (175, 105), "finit_module": (313, 273), "swapon": (167, 224),
    "setpriority": (141, 140), "sched_setscheduler": (144, 119), "sched_setaffinity": (203, 122),
    "chmod": (90, None), "fchmod": (91, 52), "fchmodat": (268, 53), "chown": (92, None),
    "fchown": (93, 55), "fchownat": (260, 54), "utimensat": (280, 88), "setxattr": (188, 5),
    "fchmodat2": (452, 452), "utime": (132, None), "utimes": (235, None), "futimesat": (261, None),
    "lsetxattr": (189, 6), "fsetxattr": (190, 7), "removexattr": (197, 14),
}  # fmt: skip


def apply(
    readable: Iterable[str], listable: Iterable[str] = (), walled: bool = False
) -> dict[str, int]:
    """Jail this process. There is no way back.

    Args:
        readable: paths of files and folders that it may read, with all beneath.
        listable: folders whose names, and those beneath, may be listed.
        walled: whether bubblewrap holds files already; then Landlock is not asked for.

    Returns:
        Dict of what is in force: limits (bool), landlock (the ABI's number, or 0), bubblewrap
        (bool), seccomp (bool).
    """
    drop_capabilities()
    return {
        "limits": set_limits(),
        "landlock": 0 if walled else landlock([*SYSTEM, *readable], listable),
        "bubblewrap": walled,
        "seccomp": seccomp(),
    }


def holds(parts: Mapping[str, int]) -> bool:
    """Whether what apply() returned is enough to let a stranger's code run."""
    return not lacking(parts)


def lacking(parts: Mapping[str, int]) -> list[str]:
    """The names of what is missing from a whole jail; files are held by one of two."""
    held = {
        "limits": parts["limits"],
        "landlock or bubblewrap": parts["landlock"] or parts["bubblewrap"],
        "seccomp": parts["seccomp"],
    }
    return [name for name, value in held.items() if not value]


def die_with_parent() -> None:
    """Let the kernel end this process when its parent ends, however that came about."""
    if sys.platform.startswith("linux"):
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def drop_capabilities() -> None:
    """Give up what root may do beyond others; for others nothing changes."""
    if sys.platform.startswith("linux"):
        header, none = struct.pack("Ii", 0x20080522, 0), bytes(24)
        ctypes.CDLL(None).capset(header, none)


def set_limits() -> bool:
    """Bound memory, time and files. Returns whether that worked."""
    try:
        import resource
    except ImportError:  # Windows
        return False
    limits = {
        resource.RLIMIT_AS: MEMORY,
        resource.RLIMIT_CPU: CPU_SECONDS,
        resource.RLIMIT_FSIZE: 0,
        resource.RLIMIT_CORE: 0,
        resource.RLIMIT_NOFILE: 256,
    }
    try:
        for kind, value in limits.items():
            hard = resource.getrlimit(kind)[1]
            value = value if hard == resource.RLIM_INFINITY else min(value, hard)
            resource.setrlimit(kind, (value, value))
    except (ValueError, OSError):
        return False
    return True


def landlock_version() -> int:
    """The ABI of Landlock that this kernel has, 0 for none."""
    if not sys.platform.startswith("linux"):
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    return max(libc.syscall(444, None, ctypes.c_size_t(0), ctypes.c_uint32(1)), 0)


def landlock(readable: Iterable[str], listable: Iterable[str]) -> int:
    """Allow reading the given paths, and no other use of any file. Returns the ABI in force, or 0.

    From version 4 on TCP is forbidden too, from version 6 on signals to those outside.
    """
    version = landlock_version()
    if not version:
        return 0
    libc = ctypes.CDLL(None, use_errno=True)
    files = (1 << {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)) - 1
    rights = struct.pack("QQQ", files, 3, 3)[: 8 if version < 4 else 16 if version < 6 else 24]
    ruleset = libc.syscall(444, rights, ctypes.c_size_t(len(rights)), ctypes.c_uint32(0))
    if ruleset < 0:
        return 0
    for path in readable:
        _allow(libc, ruleset, path, READ_FILE | READ_DIR)
    for path in listable:
        _allow(libc, ruleset, path, READ_DIR)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    failed = libc.syscall(446, ruleset, ctypes.c_uint32(0))
    os.close(ruleset)
    return 0 if failed else version


def _allow(libc, ruleset, path, rights):
    try:
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:  # not on this machine
        return
    if not Path(path).is_dir():
        rights &= READ_FILE
    rule = struct.pack("=Qi", rights, handle)
    libc.syscall(445, ruleset, ctypes.c_int(1), rule, ctypes.c_uint32(0))
    os.close(handle)


def seccomp() -> bool:
    """Let the calls of DENIED answer "not permitted". Returns whether the filter is in force."""
    machine = platform.machine()
    if not sys.platform.startswith("linux") or machine not in ARCHITECTURES:
        return False
    program = _program(*ARCHITECTURES[machine])
    code = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in program))
    filter_ = struct.pack("HxxxxxxQ", len(program), ctypes.addressof(code))
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    number = {"x86_64": 317, "aarch64": 277}[machine]
    return libc.syscall(number, 1, 1, filter_) == 0  # 1, 1: a filter, for all threads


def _program(architecture, column):
    """The filter: (operation, jump if true, jump if false, operand) for each step."""
    deny = (RETURN, 0, 0, ERRNO | EPERM)
    program = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, 0)]
    if column == 0:
        program += [(AT_LEAST, 0, 1, 0x40000000), deny]  # x32: the same calls by other numbers
        for fork in (57, 58):
            program += [(EQUAL, 0, 1, fork), deny]
    for numbers in DENIED.values():
        if numbers[column] is not None:
            program += [(EQUAL, 0, 1, numbers[column]), deny]
    # clone3 hides its flags from a filter: glibc falls back to clone where there is none.
    program += [(EQUAL, 0, 1, 435), (RETURN, 0, 0, ERRNO | ENOSYS)]
    # prlimit: of itself only. clone: threads only.
    program += [(EQUAL, 0, 3, (302, 261)[column]), (LOAD, 0, 0, 16), (EQUAL, 1, 0, 0), deny]
    program += [(LOAD, 0, 0, 0), (EQUAL, 0, 3, (56, 220)[column]), (LOAD, 0, 0, 16)]
    program += [(ANY_BIT, 1, 0, CLONE_THREAD), deny]
    return [*program, (RETURN, 0, 0, ALLOW)]
