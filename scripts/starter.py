"""Runs a program in the stead of a benchmark, and notes what it took."""

import os
import subprocess
import sys
from typing import NamedTuple

# The kernel counts the memory of whoever starts a program as the program's own, so a small process of its own starts it.
STARTER = """
import os, sys, time
begun = time.monotonic()
child = os.posix_spawnp(sys.argv[2], sys.argv[2:], os.environ)
_, status, usage = os.wait4(child, 0)
wall = time.monotonic() - begun
with open(sys.argv[1], "w") as figures:
    print(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024, os.waitstatus_to_exitcode(status), file=figures)
"""


class Taken(NamedTuple):
    wall: float  # seconds
    cpu: float  # seconds
    memory: int  # the largest resident size in bytes, 9 MB at least
    status: int  # the exit status


def start(command, figures, **options):
    """Runs a command to its end; `figures` is a file that it may use, `options` are subprocess.run's."""
    command = [str(part) for part in command]
    subprocess.run([sys.executable, "-I", "-S", "-c", STARTER, str(figures), *command], check=True, **options)
    with open(figures, encoding="utf-8") as file:
        wall, cpu, memory, status = file.read().split()
    os.unlink(figures)
    return Taken(float(wall), float(cpu), int(memory), int(status))
