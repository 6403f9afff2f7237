"""Runs programs in turn and measures them as whole processes: wall and processor seconds, the server's too, peak memory."""

import dataclasses
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

TICKS = os.sysconf("SC_CLK_TCK")


@dataclasses.dataclass
class Program:
    name: str
    command: list[str]
    rounds: int | None = None  # how many of the rounds it takes part in; all of them when nothing is said
    warm_up: bool = True
    key: str = ""  # what a part calls it


@dataclasses.dataclass
class Run:
    wall: float
    cpu: float  # of the process and its children
    server: float  # of mongod meanwhile
    peak: float  # bytes of anonymous memory at the same time, children included
    output: str


class Watch(threading.Thread):
    """Looks again and again how much anonymous memory a process and its children hold: pages of mapped files belong to
    the page cache, which a process does not keep from others."""

    def __init__(self, pid, period):
        super().__init__(daemon=True)
        self.pid, self.period, self.peak, self.done = pid, period, 0, threading.Event()

    def run(self):
        family, looked = [self.pid], 0.0
        while not self.done.wait(self.period):
            if time.monotonic() - looked > 0.1:
                family, looked = descendants(self.pid), time.monotonic()
            self.peak = max(self.peak, sum(anonymous_bytes(pid) for pid in family))

    def finish(self):
        self.done.set()
        self.join()
        return self.peak


def descendants(pid):
    found = [pid]
    for one in found:
        try:
            for task in os.listdir(f"/proc/{one}/task"):
                found += pathlib.Path(f"/proc/{one}/task/{task}/children").read_text().split()
        except OSError:  # ended meanwhile
            pass
    return found


def anonymous_bytes(pid):
    try:
        with open(f"/proc/{pid}/status") as status:
            held = (line.split() for line in status if line.startswith(("RssAnon:", "RssShmem:", "VmSwap:")))
            return sum(int(words[1]) * 1024 for words in held)
    except OSError:
        return 0


def processor_seconds(pid):
    """What a running process has used so far; 0 without one."""
    if pid is None:
        return 0.0
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICKS


def run(program, server=None, period=0.02):
    """One run. An audit's exit status 1 says that a threshold was breached, which here is what is expected."""
    with tempfile.TemporaryFile() as output:
        server_before = processor_seconds(server)
        begin = time.monotonic()
        process = subprocess.Popen(program.command, stdin=subprocess.DEVNULL, stdout=output)
        watch = Watch(process.pid, period)
        watch.start()
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        peak = watch.finish()
        server_after = processor_seconds(server)
        if process.returncode not in (0, 1):
            sys.exit(f"bench: {program.name} ended with exit status {process.returncode}")
        output.seek(0)
        text = output.read().decode()
    if not text:
        sys.exit(f"bench: {program.name} printed nothing")
    return Run(wall, usage.ru_utime + usage.ru_stime, server_after - server_before, peak, text)


def interleave(programs, rounds, server=None):
    """Rounds A B C, B C A, …: a machine whose speed drifts slows all alike, and none always follows the same other one.
    Returns for each program one run a round, None where it sat out. The warm-up's memory counts, its time does not."""
    peaks = {}
    for program in programs:
        if program.warm_up:  # watched closely, since its time does not matter
            peaks[program.key] = run(program, server, period=0.001).peak
    runs = {program.key: [] for program in programs}
    for number in range(rounds):
        first = number % len(programs)
        for program in programs[first:] + programs[:first]:
            takes_part = number < (program.rounds or rounds)
            runs[program.key].append(run(program, server) if takes_part else None)
    for key, peak in peaks.items():
        for one in runs[key]:
            if one:
                one.peak = max(one.peak, peak)
    return runs


def settle(server):
    """Waits until the server has nothing left to do of its own, two minutes at most."""
    for _ in range(120):
        before = processor_seconds(server)
        time.sleep(1)
        if processor_seconds(server) - before < 0.03:
            return


def median(runs, value):
    return statistics.median(value(one) for one in runs if one)


def ratios(runs, others):
    """Wall time in times of another program's, each within its round."""
    return [one.wall / other.wall for one, other in zip(runs, others) if one and other]
