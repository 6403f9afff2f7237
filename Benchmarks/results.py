"""Tables, targets and the file Benchmarks/RESULTS.md, one section a part; a part that is run again replaces its own."""

import dataclasses
import pathlib
import platform
import re
import statistics

HEAD = """# Results

Written by `scripts/bench`; run it to get those of your machine. Client and server share the machine, whole processes
are timed, programs take turns within a round: *median (lowest–highest)* of the rounds. `×` is the wall time in times of
the first program's of the same round. Processor seconds are the program's own, with its children; *server* is what
mongod used meanwhile. Peak memory is anonymous memory (pages of a mapped file do not count). In every part all
programs had to find the same numbers.
"""


@dataclasses.dataclass
class Target:
    text: str
    measured: str
    reached: bool | None  # None: could not be measured

    @property
    def verdict(self):
        return {True: "reached", False: "not reached", None: "not measured"}[self.reached]


def spread(values, form):
    low, high = min(values), max(values)
    if len(values) == 1:
        return f"{low:{form}}"
    return f"{statistics.median(values):{form}} ({low:{form}}–{high:{form}})"


def at_most(text, values, bound, unit="", form=".2f"):
    """A target that the median of some values does not exceed a bound."""
    return Target(text, f"{spread(values, form)}{unit}", statistics.median(values) <= bound)


def at_least(text, values, bound, unit="", form=".1f"):
    return Target(text, f"{spread(values, form)}{unit}", statistics.median(values) >= bound)


def table(programs, runs, ratios):
    """The first program is the measure of the others."""
    first = runs[programs[0].key]
    lines = ["| program | wall s | × | processor s | server s | peak MB | rounds |", "|---|---|---|---|---|---|---|"]
    for program in programs:
        taken = [one for one in runs[program.key] if one]
        cells = [
            program.name,
            spread([one.wall for one in taken], ".2f"),
            spread(ratios(runs[program.key], first), ".2f"),
            spread([one.cpu for one in taken], ".2f"),
            f"{statistics.median(one.server for one in taken):.2f}",
            f"{max(one.peak for one in taken) / 1e6:.0f}",
            str(len(taken)),
        ]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines)


def target_table(targets):
    lines = ["| target | measured | |", "|---|---|---|"]
    return "\n".join(lines + [f"| {one.text} | {one.measured} | {one.verdict} |" for one in targets])


def machine():
    """Processor, memory and system in one line."""
    information = pathlib.Path("/proc/cpuinfo").read_text()
    model = re.search(r"^model name\s*:\s*(.+)$", information, re.MULTILINE)
    cores = len(re.findall(r"^processor\s*:", information, re.MULTILINE))
    memory = int(re.search(r"^MemTotal:\s*(\d+)", pathlib.Path("/proc/meminfo").read_text(), re.MULTILINE)[1])
    system = re.search(r'^PRETTY_NAME="?([^"\n]+)', pathlib.Path("/etc/os-release").read_text(), re.MULTILINE)
    kernel = re.match(r"\d+(\.\d+)*", platform.release())
    name = model[1] if model else platform.machine()
    return f"{name}, {cores} cores, {memory * 1024 / 1e9:.0f} GB; {system[1] if system else 'Linux'}, Linux {kernel[0]}"


def write(path, order, title, body):
    """Puts a section in the place of the one with the same title; sections lie in the order of the parts."""
    path = pathlib.Path(path)
    old = path.read_text() if path.exists() else ""
    sections = {}
    for piece in re.split(r"^## ", old, flags=re.MULTILINE)[1:]:
        name, _, text = piece.partition("\n")
        if name in order:
            sections[name] = text.strip()
    sections[title] = body.strip()
    pieces = [HEAD.strip(), *(f"## {name}\n\n{sections[name]}" for name in order if name in sections)]
    path.write_text("\n\n".join(pieces) + "\n")
