"""Times whole processes in turn and writes a Markdown table: wall and processor seconds, peak memory, ratio to the first.

usage: compare.py --rounds N --title TEXT --out FILE NAME COMMAND [NAME COMMAND ...]

Rounds go A B A B …, so that a machine whose speed drifts slows all commands alike; a ratio is taken within its round.
"""

import argparse
import os
import platform
import shlex
import statistics
import subprocess
import sys
import time


def once(command):
    begin = time.monotonic()
    process = subprocess.Popen(shlex.split(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)
    output = process.stdout.read()
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    wall = time.monotonic() - begin
    if process.returncode not in (0, 1):
        sys.exit(f"compare: exit status {process.returncode}: {command}")
    return {"wall": wall, "cpu": usage.ru_utime + usage.ru_stime, "peak": usage.ru_maxrss / 1024, "output": output}


def spread(values, form):
    return f"{statistics.median(values):{form}} ({min(values):{form}}–{max(values):{form}})"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--title", required=True)
    parser.add_argument("--out", required=True)
    parser.add_argument("pairs", nargs="+")
    arguments = parser.parse_args()
    names, commands = arguments.pairs[::2], arguments.pairs[1::2]
    for command in commands:
        once(command)
    rounds = [[once(command) for command in commands] for _ in range(arguments.rounds)]
    lines = [
        f"## {arguments.title}",
        "",
        f"{platform.processor() or platform.machine()}, {os.cpu_count()} cores, client and server on the same machine; "
        f"median (minimum–maximum) of {arguments.rounds} rounds, whole processes.",
        "",
        "| program | wall s | processor s | peak MB | wall, × the first |",
        "|---|---|---|---|---|",
    ]
    for place, name in enumerate(names):
        runs = [round_[place] for round_ in rounds]
        ratios = [round_[place]["wall"] / round_[0]["wall"] for round_ in rounds]
        lines.append(
            f"| {name} | {spread([r['wall'] for r in runs], '.2f')} | {spread([r['cpu'] for r in runs], '.2f')} "
            f"| {spread([r['peak'] for r in runs], '.0f')} | {spread(ratios, '.2f')} |"
        )
    text = "\n".join(lines) + "\n"
    print(text)
    with open(arguments.out, "a", encoding="utf-8") as file:
        file.write(text + "\n")


if __name__ == "__main__":
    main()
