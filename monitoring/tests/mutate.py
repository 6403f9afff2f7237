#!/usr/bin/env python3
"""Shows which mistakes in the alert rules the unit tests of this folder would not notice.

usage: mutate.py [--alert NAME]... [--list] [--promtool PATH]

Each rule of ../rules is changed in one place at a time: a threshold moved, a comparison turned or made strict, a duration
changed, a label, a filter, an operand or a part of a text dropped, a severity exchanged. promtool then runs the tests. A
change that fails no test survives. Exit status 0 when nothing survives but what EQUIVALENT explains, 1 else, 2 when the
rules or tests cannot be read.
"""

import argparse
import concurrent.futures
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from typing import NoReturn

HERE = pathlib.Path(__file__).resolve().parent
RULES = HERE.parent / "rules"

# Survivors that change nothing that a test can observe: (alert, change) and why. One that is noticed after all is an error.
EQUIVALENT: dict[tuple[str, str], str] = {
    ("APISlow", "rate at 43 -> increase"): "a quantile depends on the proportions of the buckets only",
    ("AlertDeliveryFailing", "sum at 0 -> max"): "above zero is above zero",
    ("AlertDeliveryFailing", "increase at 22 -> rate"): "above zero is above zero",
    ("RuleEvaluationFailing", "sum at 0 -> max"): "above zero is above zero",
    ("RuleEvaluationFailing", "increase at 21 -> rate"): "above zero is above zero",
    ("DQAuditLearningTooLong", "keep_firing_for 10m -> 5m"): "a fortnight is tested in steps of six hours",
    ("DQAuditLearningTooLong", "keep_firing_for 10m -> 20m"): "a fortnight is tested in steps of six hours",
}


@dataclasses.dataclass(frozen=True)
class Rule:
    name: str  # of the alert, or of the series and its suite
    block: str  # its YAML, from "- alert:" on
    is_alert: bool
    lends_text: bool = False  # what it measures is also another alert's text, and tried there


@dataclasses.dataclass(frozen=True)
class Mutant:
    rule: Rule
    change: str
    block: str


# --- reading ---------------------------------------------------------------------------------------------------------


def fail(why: str) -> NoReturn:
    print(f"mutate.py: {why}", file=sys.stderr)
    sys.exit(2)


def on_one_line(match: re.Match[str]) -> str:
    return f"{match[1]}\n            " + " ".join(line.strip(" ") for line in match[2].splitlines()) + "\n"


def read_rules() -> list[Rule]:
    rules = []
    for path in sorted(RULES.glob("*.yml")):
        text = re.sub(r"(?m)^ *#.*\n", "", path.read_text(encoding="utf-8"))
        # Each rule has to stand alone, and what stands on several lines is one text.
        text = re.sub(r"(        expr: \||          measured: .*>-)\n((?: {10,}.*\n)+?)(?=        for:|          runbook:)", on_one_line, text)
        if shared := re.search(r"measured: &measured (>-\n.*\n)", text):
            text = text.replace("*measured\n", shared[1])
        for block in re.split(r"(?m)^(?=      - )", text)[1:]:
            alert = re.match(r"      - alert: (\w+)\n", block)
            suite = re.search(r"labels: \{ (suite: [^}]*\w)", block)
            if alert:
                lends = "measured: &" in block
                rules.append(Rule(alert[1], block.rstrip().replace("&measured ", "") + "\n", True, lends))
            elif suite and "record:" in block:
                rules.append(Rule(f"interval of {suite[1].removeprefix('suite: ')}", block, False))
            else:
                fail(f"{path.name} has a rule that is neither an alert nor the interval of a suite")
    return rules


def read_tests() -> list[tuple[str, list[str]]]:
    """The head of each file, and its groups of tests."""
    files = []
    for path in sorted(HERE.glob("*.yml")):
        head, *groups = re.split(r"(?m)^(?=  - interval: )", path.read_text(encoding="utf-8"))
        files.append((head, groups))
    return files


# --- changing --------------------------------------------------------------------------------------------------------

TOKEN = re.compile(
    r"""(?P<string>"[^"]*")|(?P<range>\[\d+[smhd]\])|(?P<word>[A-Za-z_:][\w:]*)|(?P<number>\d+(?:\.\d+)?)"""
    r"""|(?P<compare>==|!=|>=|<=|=~|!~|<|>|=)|(?P<sign>[-+*/(){},])"""
)
COMPARE = {">": [">=", "<"], "<": ["<=", ">"], ">=": [">", "<"], "<=": ["<", ">"], "==": ["!=", ">="], "!=": ["=="]}
MATCHER = {"=": "!=", "!=": "=", "=~": "!~", "!~": "=~"}
FUNCTIONS = {
    "rate": ["increase"], "increase": ["rate"], "avg_over_time": ["max_over_time", "min_over_time"],
    "last_over_time": ["min_over_time"], "changes": ["count_over_time"],
    "sum": ["max", "min"], "abs": [""], "absent": [""],
}
ARITHMETIC = {"-": "+", "+": "-", "*": "/", "/": "*"}
UNIT = {"s": 1, "m": 60, "h": 3600, "d": 86400}


def near(number: str) -> list[str]:
    """A little below and above, near enough that a test has to name the threshold itself."""
    if "." in number:
        places = len(number.split(".")[1]) + 2
        return [f"{float(number) * factor:.{places}f}" for factor in (0.98, 1.02)]
    value = int(number)
    step = max(1, value // 100)
    return [str(value - step), str(value + step)]


def durations(text: str) -> list[str]:
    """A minute less and more; a fifth where it is long; an hour for none."""
    seconds = int(text[:-1]) * UNIT[text[-1]]
    if seconds == 0:
        return ["1h"]
    step = 60 if seconds <= 1200 else seconds // 5
    return sorted({f"{value // 60}m" for value in (0, seconds - step, seconds + step)})


def group_end(text: str, start: int) -> int:
    """Where the bracket that begins at `start` ends."""
    depth = 0
    for index in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[index], 0)
        if depth == 0:
            return index + 1
    return len(text)


def enclosing(text: str, place: int) -> tuple[int, int]:
    """What stands between the brackets around a place."""
    depth, start = 0, place
    while start > 0:
        depth += {")": 1, "(": -1}.get(text[start - 1], 0)
        if depth < 0:
            break
        start -= 1
    end = group_end(text, start - 1) - 1 if start > 0 else len(text)
    return start, end


def expressions(text: str) -> Iterator[tuple[str, str]]:
    """Each change of an expression: what it is, and the whole of the changed expression."""
    tokens = list(TOKEN.finditer(text))
    in_matchers = False
    for index, token in enumerate(tokens):
        kind, word = token.lastgroup, token[0]
        at = f"{word} at {token.start()}"

        def put(new: str) -> str:
            return text[: token.start()] + new + text[token.end() :]

        if word in "{}":
            in_matchers = word == "{"
        if kind == "number":
            for new in near(word):
                yield f"{at} -> {new}", put(new)
        elif kind == "range":
            number, unit = int(word[1:-2]) * UNIT[word[-2]], "s"
            for new in (number // 2, number * 2):
                yield f"{at} -> [{new}{unit}]", put(f"[{new}{unit}]")
        elif kind == "compare" and in_matchers:
            yield f"{at} -> {MATCHER[word]}", put(MATCHER[word])
            # Its label goes with the comma or the braces around it.
            start, end = tokens[index - 1].start(), tokens[index + 1].end()
            if text[start - 1] == "{" and text[end] == "}":
                start, end = start - 1, end + 1
            yield f"{text[start:end]} at {start} dropped", text[:start] + text[end:]
        elif kind == "compare":
            for new in COMPARE[word]:
                yield f"{at} -> {new}", put(new)
        elif kind == "string" and in_matchers and "|" in word:
            for part in word.strip('"').split("|"):
                rest = "|".join(one for one in word.strip('"').split("|") if one != part)
                yield f"{part} of {at} dropped", put(f'"{rest}"')
        elif word in ("or", "unless", "and"):
            start, end = enclosing(text, token.start())
            right = token.end()
            while modifier := re.match(r"\s*(on|ignoring|group_left|group_right)\s*\(", text[right:]):
                right = group_end(text, right + modifier.end() - 1)
            yield f"right of {at} dropped", text[: token.start()] + text[end:]
            yield f"left of {at} dropped", text[:start] + text[right:]
            yield f"{at} exchanged", put("and" if word != "and" else "unless")
        elif word in ("on", "by"):
            opening = text.index("(", token.end())
            closing = group_end(text, opening)
            labels = re.findall(r"\w+", text[opening + 1 : closing - 1])
            for label in labels:
                rest = ", ".join(one for one in labels if one != label)
                yield f"label {label} of {at} dropped", text[:opening] + f"({rest})" + text[closing:]
            yield f"{at} dropped", text[: token.start()] + text[closing:]
        elif kind == "word" and word in FUNCTIONS:
            for new in FUNCTIONS[word]:
                yield f"{at} -> {new or 'nothing'}", put(new)
        elif kind == "sign" and word in ARITHMETIC:
            yield f"{at} -> {ARITHMETIC[word]}", put(ARITHMETIC[word])


def templates(text: str) -> Iterator[tuple[str, str]]:
    """A text without each of its parts that depend on something, and without each thing it names."""
    opened: list[int] = []
    for action in re.finditer(r"\{\{.*?\}\}", text):
        word = action[0].strip("{}- ").split()[0]
        if word in ("with", "range", "if"):
            opened.append(action.start())
        elif word == "end":
            start = opened.pop()
            yield f"{text[start:start + 40]}… dropped", text[:start] + text[action.end() :]
        else:
            yield f"{action[0][:40]} at {action.start()} dropped", text[: action.start()] + text[action.end() :]
    yield "emptied", "-"


def mutants(rule: Rule) -> Iterator[Mutant]:
    def changed(what: str, match: re.Match[str], new: str) -> Mutant:
        block = rule.block[: match.start(1)] + new + rule.block[match.end(1) :]
        return Mutant(rule, what, block)

    pattern = r'expr: "([^"]*)"' if not rule.is_alert else r"expr: (?:\|\n {12})?(.*)"
    expression = re.search(pattern, rule.block)
    if expression is None:
        fail(f"no expression in {rule.name}")
    for what, new in expressions(expression[1]):
        # A block, so that it may hold whatever YAML would take for something else.
        is_plain = rule.is_alert and not rule.block[: expression.start(1)].endswith("|\n" + 12 * " ")
        yield changed(what, expression, "|\n            " + new if is_plain else new)
    if not rule.is_alert:
        for match in re.finditer(r"labels: (\{.*?\}) \}", rule.block):
            yield changed("labels dropped", match, "{}")
        return
    wait = re.search(r" for: (\d+[mhd])", rule.block)
    for new in durations(wait[1]) if wait else []:
        yield changed(f"for {wait[1]} -> {new}", wait, new)
    kept = re.search(r"keep_firing_for: (\d+)m", rule.block)
    for new in ("0", str(int(kept[1]) // 2), str(int(kept[1]) * 2)) if kept else []:
        yield changed(f"keep_firing_for {kept[1]}m -> {new}m", kept, new)
    for match in re.finditer(r"severity: (\w+)", rule.block):
        for new in {"critical", "warning", "info"} - {match[1]}:
            yield changed(f"severity {match[1]} -> {new}", match, new)
    for match in re.finditer(r"team: ([\w-]+)", rule.block):
        yield changed(f"team {match[1]} -> others", match, "others")
    for name in ("summary", "description", "runbook", "measured"):
        match = re.search(rf"""          {name}: (?:'|"|>-\n {{12}})(.*?)(?:'|")?\n""", rule.block)
        if name == "measured" and (match is None or rule.lends_text):
            continue
        if match is None:
            fail(f"no {name} in {rule.name}")
        for what, new in templates(match[1]):
            yield changed(f"{name}: {what}", match, new)


# --- trying ----------------------------------------------------------------------------------------------------------


def rule_file(blocks: list[str]) -> str:
    return "groups:\n  - name: tried\n    interval: 1m\n    rules:\n" + "".join(blocks)


def understood(promtool: str, found: list[Mutant], folder: pathlib.Path) -> list[Mutant]:
    """Those that Prometheus would load at all."""
    blocks = []
    for number, mutant in enumerate(found):
        name = f"mutant{number}" if mutant.rule.is_alert else f"mutant:{number}"
        blocks.append(re.sub(r"(alert: |record: )\"?[\w:]+\"?", rf'\g<1>"{name}"', mutant.block, count=1))
    (folder / "all.yml").write_text(rule_file(blocks), encoding="utf-8")
    outcome = subprocess.run([promtool, "check", "rules", folder / "all.yml"], capture_output=True, text=True)
    wrong = {int(number) for number in re.findall(r'"mutant:?(\d+)"', outcome.stdout + outcome.stderr)}
    if outcome.returncode != 0 and not wrong:
        fail(f"promtool cannot read the changed rules: {outcome.stderr[:2000]}")
    return [mutant for number, mutant in enumerate(found) if number not in wrong]


def noticed(promtool: str, batch: list[Mutant], rules: list[Rule], tests: list[tuple[str, list[str]]]) -> set[Mutant]:
    """Which mutants of a batch fail a test. Alerts do not depend on each other, so that one of each is tried at once."""
    left, found = list(batch), set()
    while left:
        of_suites = not left[0].rule.is_alert
        alerts = {mutant.rule.name for mutant in left}
        if of_suites:
            alerts = {rule.name for rule in rules if "suite:dqaudit_interval:seconds" in rule.block and rule.is_alert}
        tried = {mutant.rule.name for mutant in left}
        # The intervals first: what needs them comes after them.
        blocks = [rule.block for rule in rules if not rule.is_alert and rule.name not in tried]
        blocks += [mutant.block for mutant in left]
        blocks += [rule.block for rule in rules if of_suites and rule.name in alerts]
        with tempfile.TemporaryDirectory(prefix="dqaudit-mutants-") as name:
            folder = pathlib.Path(name)
            (folder / "rules").mkdir()
            (folder / "tests").mkdir()
            (folder / "rules" / "tried.yml").write_text(rule_file(blocks), encoding="utf-8")
            files = []
            for number, (head, groups) in enumerate(tests):
                of_interest = [
                    group for group in groups if alerts & set(re.findall(r"alertname: (\w+)", group))
                ]
                if of_interest:
                    files.append(folder / "tests" / f"{number}.yml")
                    files[-1].write_text(head + "".join(of_interest), encoding="utf-8")
            outcome = subprocess.run([promtool, "test", "rules", *files], capture_output=True, text=True)
        output = outcome.stdout + outcome.stderr
        # A rule that cannot be computed hides what the tests say of the others.
        broken = {rule for rule in re.findall(r"rule: (\w+), time: .*err: ", output)} & tried
        if broken:
            found |= {mutant for mutant in left if mutant.rule.name in broken}
            left = [mutant for mutant in left if mutant.rule.name not in broken]
            continue
        failed = set(re.findall(r"alertname: (\w+), time: ", output))
        if outcome.returncode != 0 and not failed:
            fail(f"promtool failed otherwise: {output[:2000]}")
        return found | {mutant for mutant in left if (failed & alerts if of_suites else mutant.rule.name in failed)}
    return found


def batches(found: list[Mutant]) -> list[list[Mutant]]:
    """The first of each alert, the second of each, and so on; those of intervals alone."""
    queues: dict[str, list[Mutant]] = {}
    alone = []
    for mutant in found:
        if mutant.rule.is_alert:
            queues.setdefault(mutant.rule.name, []).append(mutant)
        else:
            alone.append([mutant])
    longest = max((len(queue) for queue in queues.values()), default=0)
    return [[queue[turn] for queue in queues.values() if turn < len(queue)] for turn in range(longest)] + alone


def main() -> int:
    parser = argparse.ArgumentParser(description="Which mistakes in the alert rules would the unit tests not notice?")
    parser.add_argument("--alert", action="append", metavar="NAME", help="only rules of this name; may be repeated")
    parser.add_argument("--list", action="store_true", help="print the changes, try none")
    parser.add_argument("--promtool", default=shutil.which("promtool"), metavar="PATH")
    arguments = parser.parse_args()
    if not arguments.promtool:
        parser.error("there is no promtool on PATH (Debian: apt-get install prometheus)")
    rules, tests = read_rules(), read_tests()
    chosen = [rule for rule in rules if not arguments.alert or rule.name in arguments.alert]
    if not chosen:
        parser.error(f"no rule is called {', '.join(arguments.alert)}")
    with tempfile.TemporaryDirectory(prefix="dqaudit-mutants-") as folder:
        all_found = [mutant for rule in chosen for mutant in mutants(rule)]
        found = understood(arguments.promtool, all_found, pathlib.Path(folder))
    if arguments.list:
        for mutant in found:
            print(f"{mutant.rule.name}: {mutant.change}")
        return 0
    # Where a test fails anyway, every change would seem to be noticed.
    tried = chosen if all(rule.is_alert for rule in chosen) else rules
    unchanged = [Mutant(rule, "nothing", rule.block) for rule in tried if rule.is_alert]
    if wrong := noticed(arguments.promtool, unchanged, rules, tests):
        fail(f"tests fail for rules as they are: {', '.join(sorted(mutant.rule.name for mutant in wrong))}")
    killed: set[Mutant] = set()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for result in pool.map(lambda batch: noticed(arguments.promtool, batch, rules, tests), batches(found)):
            killed |= result
    survivors = [mutant for mutant in found if mutant not in killed]
    unexplained = [mutant for mutant in survivors if (mutant.rule.name, mutant.change) not in EQUIVALENT]
    stale = {key for key in EQUIVALENT if not arguments.alert or key[0] in arguments.alert} - {
        (mutant.rule.name, mutant.change) for mutant in survivors
    }
    for mutant in unexplained:
        print(f"survives: {mutant.rule.name}: {mutant.change}")
    for name, change in sorted(stale):
        print(f"listed as equivalent, but noticed or gone: {name}: {change}")
    print(
        f"{len(found)} changes of {len(chosen)} rules: {len(killed)} noticed, "
        f"{len(survivors) - len(unexplained)} equivalent, {len(unexplained)} survive"
    )
    return 1 if unexplained or stale else 0


if __name__ == "__main__":
    sys.exit(main())
