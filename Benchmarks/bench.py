"""The parts of the benchmark. scripts/bench prepares what they need and calls this; see there."""

import argparse
import json
import os
import pathlib
import re
import subprocess
import sys
import time

import agreement
import results
from measuring import Program, interleave, median, ratios, run, settle
from results import Target, at_least, at_most, spread

HERE = pathlib.Path(__file__).resolve().parent
SUITE, WIDE = HERE / "products.yml", HERE / "wide.yml"
FIELDS = [
    *("name", "name_normalized", "brand", "model", "category_id", "price", "currency", "country", "source", "url"),
    *("image_url", "specifications.cpu", "product_signature", "scraped_at"),
]
WIDE_FIELDS = ["name", "price", "url"]
DATABASE = "dqbench"
NOW = "2026-05-12T05:00:00+00:00"  # the morning after the last day of the documents

TITLES = {
    "products": "Beside a bare drain",
    "peers": "Beside other tools",
    "wide": "Wide documents",
    "file": "A BSON file",
    "rules": "Rules and segments",
    "memory": "Memory",
    "scale": "Ten times the documents",
    "start": "Start",
}
PEERS = {
    "aggregation": ("MongoDB aggregation pipelines", "aggregation.py"),
    "polars": ("pymongoarrow + polars", "arrow_polars.py"),
    "loops": ("pymongo loops", "pymongo_loops.py"),
    "expectations": ("Great Expectations", "great_expectations_pandas.py"),
}


def note(text):
    print(f"bench: {text}", file=sys.stderr, flush=True)


class Bench:
    def __init__(self, options):
        self.options = options
        self.work = pathlib.Path(options.work)
        self.help = subprocess.run([options.dqaudit, "run", "--help"], capture_output=True, text=True).stdout

    # --- What the programs read -----------------------------------------------------------------------------------

    def make(self, *arguments):
        """Runs the maker of documents; returns how many bytes it made."""
        note("making " + " ".join(str(one) for one in arguments if "://" not in str(one)))
        command = [self.work / "documents", *map(str, arguments)]
        made = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.split()
        return int(made[1])

    def load(self, collection, shape, count):
        size = self.make("load", self.options.uri, DATABASE, collection, shape, count)
        settle(self.options.server)
        return size

    def file(self, name, shape, count):
        path = self.work / name
        size = self.make("file", path, shape, count)
        os.sync()  # what is still on its way to the disk takes processor time from whoever is measured
        return path, size

    # --- The programs ---------------------------------------------------------------------------------------------

    def audit(self, source, suite=SUITE, key="dqaudit", name="dqaudit", more=(), form="json"):
        """An audit of a file, or of a collection of the server; as text it prints what people see."""
        where = ["--source", str(source)] if isinstance(source, pathlib.Path) else ["--uri", self.options.uri]
        if isinstance(source, str):
            suite = self.suite_of(suite, source)
        command = [self.options.dqaudit, "run", str(suite), *where, "--now", NOW.replace("+00:00", "Z")]
        command += ["--history", "none", "--report-dir", str(self.work / "reports"), "--format", form, *more]
        return Program(name, command, key=key)

    def suite_of(self, suite, collection):
        """The suite, looking at that collection of the benchmark's own database."""
        path = self.work / f"{collection}-{suite.stem}.yml"
        text = re.sub(r"\$\{MONGODB_DATABASE:-\w+\}", DATABASE, suite.read_text())
        path.write_text(re.sub(r"collection: \w+", f"collection: {collection}", text, count=1))
        return path

    def drain(self, collection, cursors):
        name = "bare drain, one natural cursor" if cursors == 1 else f"bare drain, {cursors} cursors by `_id`"
        command = [str(self.work / "drain"), self.options.uri, DATABASE, collection, str(cursors)]
        return Program(name, command, key=f"drain{cursors}")

    def peer(self, key, collection, fields=FIELDS, source=None):
        """A tool that does the same. It takes seconds where an audit takes one: fewer rounds, and none to warm up."""
        name, program = PEERS[key]
        command = [self.options.peers_python, str(HERE / "peers" / program)]
        subprocess.run(command, capture_output=True)  # without a question, so that its modules are in the page cache
        command += [str(source or self.options.uri), DATABASE, collection, NOW, ",".join(fields)]
        return Program(name, command, self.options.slow_rounds, warm_up=False, key=key)

    def measure(self, programs, rounds=None):
        """Takes turns, then sees that every run of every program found the same."""
        runs = interleave(programs, rounds or self.options.rounds, self.options.server)
        report = json.loads(next(one for one in runs[programs[0].key] if one).output)
        ours = agreement.numbers_of_report(report)
        found = []
        for program in programs:
            for one in filter(None, runs[program.key]):
                if program.key.startswith("drain"):
                    documents, size = map(int, one.output.split()[:2])
                    differ = agreement.differences({"documents": report["scan"]["documents"]}, {"documents": documents})
                    # An audit may have the server leave out fields that nobody looks at.
                    if report["scan"]["bytes"] > size:
                        differ.append(f"bytes: {size}, not {report['scan']['bytes']}")
                else:
                    theirs = json.loads(one.output)
                    theirs = agreement.numbers_of_report(theirs) if "checks" in theirs else theirs
                    differ = agreement.differences(ours, theirs)
                found += [f"{program.name} disagrees with {programs[0].name}: {line}" for line in differ]
        if found:
            sys.exit("\n".join(f"bench: {line}" for line in dict.fromkeys(found)))
        return runs, report

    # --- The parts: each returns its text and its targets -----------------------------------------------------------

    def products(self):
        texts, targets = [], []
        for shape, title in (("products", "`_id`s in insertion order"), ("random", "random `_id`s")):
            count, size = self.options.documents, self.load(shape, shape, self.options.documents)
            programs = [self.audit(shape), self.drain(shape, 1), self.drain(shape, 2)]
            runs, _ = self.measure(programs)
            fastest = min(programs[1:], key=lambda one: median(runs[one.key], lambda run: run.wall))
            within = ratios(runs["dqaudit"], runs[fastest.key])
            peak = max(one.peak for one in runs["dqaudit"])
            allowed = 80e6 + 24 * count
            targets += [
                at_most(f"{title}: at most 0.90 × the faster drain ({fastest.name})", within, 0.90),
                at_most(f"{title}: the aim, at most 0.75 × the faster drain", within, 0.75),
                Target(
                    f"{title}: peak memory at most 80 MB + 24 bytes a document = {allowed / 1e6:.0f} MB",
                    f"{peak / 1e6:.0f} MB",
                    peak <= allowed,
                ),
            ]
            texts.append(f"{self.described(count, size)}, {title}.\n\n{results.table(programs, runs, ratios)}")
            self.drop(shape)
        return texts, targets

    def peers(self):
        count, size = self.options.documents, self.load("products", "products", self.options.documents)
        programs = [self.audit("products"), *(self.peer(key, "products") for key in PEERS)]
        runs, _ = self.measure(programs)
        targets = []
        for key, times in (("polars", 8), ("aggregation", 25), ("expectations", 25)):
            text = f"at least {times} × faster than {PEERS[key][0]}"
            targets.append(at_least(text, ratios(runs[key], runs["dqaudit"]), times, " ×"))
        self.drop("products")
        return [f"{self.described(count, size)}.\n\n{results.table(programs, runs, ratios)}"], targets

    def wide(self):
        count = max(self.options.documents // 10, 1000)
        size = self.load("wide", "wide", count)
        programs = [
            self.audit("wide", WIDE),
            self.drain("wide", 1),
            self.drain("wide", 2),
            self.peer("aggregation", "wide", WIDE_FIELDS),
            self.peer("polars", "wide", WIDE_FIELDS),
        ]
        runs, _ = self.measure(programs)
        self.drop("wide")
        text = "200 fields each, of which 5 are watched; the peers have the server send those alone"
        return [f"{self.described(count, size)}, {text}.\n\n{results.table(programs, runs, ratios)}"], []

    def bson_file(self):
        count = self.options.documents
        path, size = self.file("products.bson", "products", count)
        programs = [self.audit(path, more=self.threads()), self.peer("loops", "-", source=path)]
        programs[1].rounds = 1
        runs, report = self.measure(programs)
        path.unlink()
        text = f"{self.described(count, size)}.\n\n{results.table(programs, runs, ratios)}"
        # Four times as many, so that the start of the program does not count for much.
        path, size = self.file("large.bson", "products", 4 * count)
        large = [self.audit(path, more=self.threads())]
        runs = interleave(large, self.options.rounds)
        report = json.loads(runs["dqaudit"][0].output)
        path.unlink()
        speeds = [size / 1e9 / one.wall for one in runs["dqaudit"]]
        threads = report["scan"]["threads"]
        wish = f"over a BSON file in the page cache at least 2.5 GB/s with two threads (the report says {threads})"
        target = at_least(wish, speeds, 2.5, " GB/s", ".2f")
        return [text, f"{self.described(4 * count, size)}.\n\n{results.table(large, runs, ratios)}"], [target]

    def rules(self):
        count, texts, targets = self.options.documents, [], []
        for kind in ("MongoDB", "a BSON file"):
            if kind == "MongoDB":
                source, size = "sellers", self.load("sellers", "sellers", count)
            else:  # four times as many, so that the start of the program does not count for much
                count *= 4
                source, size = self.file("sellers.bson", "sellers", count)
            variants = [
                (SUITE, "dqaudit", "dqaudit"),
                (self.segmented("source"), "three", "by `source`, 3 segments"),
                (self.segmented("seller"), "thousand", "by `seller`, 1,000 segments"),
                (self.with_rules(20), "rules", "20 rules of three conditions more"),
            ]
            # The numbers of all but the last, which has rules of its own, are compared first.
            self.measure([self.audit(source, *one, self.threads()) for one in variants[:-1]], rounds=1)
            programs = [self.audit(source, *one, self.threads(), form="text") for one in variants]
            runs = interleave(programs, self.options.rounds, self.options.server)
            # Twenty, because a single one is lost in the noise.
            plain = median(runs["dqaudit"], lambda one: one.cpu)
            costs = [(one.cpu - plain) / count / 20 * 1e9 for one in runs["rules"]]
            thousand = ratios(runs["thousand"], runs["dqaudit"])
            if kind == "MongoDB":
                self.drop(source)
            else:
                source.unlink()
            targets += [
                at_most(f"{kind}: 1,000 segments cost at most 25 % more time than none", thousand, 1.25, " ×"),
                at_most(f"{kind}: a rule of three conditions at most 30 ns a document", costs, 30, " ns", ".0f"),
            ]
            table = results.table(programs, runs, ratios)
            texts.append(f"{kind}: {self.described(count, size)}.\n\n{table}")
        return texts, targets

    def segmented(self, field):
        """The suite, computed for each value of a field as well."""
        path = self.work / f"by-{field}.yml"
        path.write_text(SUITE.read_text().replace("\nchecks:", f"\nsegment_by: {field}\nchecks:", 1))
        return path

    def with_rules(self, count):
        """The suite with so many rules of three conditions more, each of them different, and broken by few documents."""
        path = self.work / f"rules-{count}.yml"
        rules = "".join(
            f"        - {{ name: more-{number}, when: {{ currency: EUR }}, "
            f"expect: {{ country: France, price: {{ $gt: {number / 100} }} }} }}\n"
            for number in range(count)
        )
        path.write_text(SUITE.read_text().replace("      rules:\n", f"      rules:\n{rules}", 1))
        return path

    def memory(self):
        count, limit = self.options.memory_documents, self.options.memory_limit
        path, size = self.file("memory.bson", "products", count)
        limited = "--memory-limit" in self.help
        programs = [self.audit(path)]
        if limited:
            name = f"dqaudit, `--memory-limit {limit}`"
            programs.append(self.audit(path, key="limited", name=name, more=["--memory-limit", limit]))
        runs, _ = self.measure(programs, rounds=1)
        path.unlink()
        peaks = {key: max(one.peak for one in taken) for key, taken in runs.items()}
        allowed, bound = 80e6 + 24 * count, 80e6 + byte_count(limit)
        targets = [
            Target(
                f"peak memory at most 80 MB + 24 bytes a document = {allowed / 1e6:,.0f} MB",
                f"{peaks['dqaudit'] / 1e6:.0f} MB",
                peaks["dqaudit"] <= allowed,
            ),
            Target(
                f"with `--memory-limit {limit}` at most that and 80 MB = {bound / 1e6:.0f} MB",
                f"{peaks['limited'] / 1e6:.0f} MB" if limited else "this dqaudit has no such option",
                peaks["limited"] <= bound if limited else None,
            ),
        ]
        return [f"A BSON file: {self.described(count, size)}.\n\n{results.table(programs, runs, ratios)}"], targets

    def scale(self):
        count, texts, targets = self.options.documents, [], []
        for kind, fewer, more in (("MongoDB", max(count // 10, 1000), count), ("a BSON file", count, count * 10)):
            sources, size = [], 0
            for documents in (fewer, more):
                if kind == "MongoDB":
                    source = f"scale_{documents}"
                    size = self.load(source, "products", documents)
                else:
                    source, size = self.file(f"{documents}.bson", "products", documents)
                sources.append(source)
            programs = [
                self.audit(source, key=str(documents), name=f"{documents:,} documents")
                for source, documents in zip(sources, (fewer, more))
            ]
            runs = interleave(programs, self.options.rounds, self.options.server)
            times = ratios(runs[str(more)], runs[str(fewer)])
            allowed = 10.5 * more / (10 * fewer)
            targets.append(at_most(f"{kind}: 10 × the documents in at most 10.5 × the time", times, allowed, " ×"))
            texts.append(f"{kind}, up to {size / 1e6:,.0f} MB.\n\n{results.table(programs, runs, ratios)}")
            for source in sources:
                if kind == "MongoDB":
                    self.drop(source)
                else:
                    source.unlink()
        return texts, targets

    def start(self):
        program = Program("`dqaudit --help`", [self.options.dqaudit, "--help"], key="help")
        milliseconds = [1000 * run(program).wall for _ in range(5 + 4 * self.options.rounds)][5:]
        return [f"`dqaudit --help`: {spread(milliseconds, '.1f')} ms."], [
            at_most("`dqaudit --help` in at most 20 ms", milliseconds, 20, " ms", ".1f")
        ]

    # --- Small things -----------------------------------------------------------------------------------------------

    def threads(self):
        return ["--threads", "2"] if "--threads" in self.help else []

    def drop(self, collection):
        """Gives the server's cache back to the next collection."""
        import pymongo

        with pymongo.MongoClient(self.options.uri) as client:
            client[DATABASE][collection].drop()
        settle(self.options.server)

    def described(self, count, size):
        return f"{count:,} documents, {size / 1e6:,.0f} MB, {size / count:,.0f} bytes each"

    def versions(self, part):
        def first(*command):
            return subprocess.run(command, capture_output=True, text=True).stdout.splitlines()[0]

        found = [f"dqaudit {first(self.options.dqaudit, '--version')}"]
        if self.options.mongod:
            mongod = first(self.options.mongod, "--version").removeprefix("db version v")
            found += [f"MongoDB {mongod}", f"libmongoc {first('pkg-config', '--modversion', 'libmongoc-1.0')}"]
        if part in ("peers", "wide", "file"):
            pins = dict(re.findall(r"^(\S+)==(\S+)$", (HERE / "peers" / "requirements.txt").read_text(), re.MULTILINE))
            found.append(first(self.options.peers_python, "--version"))
            used = {"file": 1, "wide": 3}.get(part, 5)
            names = ("pymongo", "pymongoarrow", "polars", "great_expectations", "pandas")[:used]
            found += [f"{name} {pins[name]}" for name in names]
        return ", ".join(found)

    def perform(self, part):
        load = os.getloadavg()[0]
        if load > 0.5:
            note(f"the load average is {load:.1f}: others are busy on this machine, and the numbers will show it")
        note(f"part {part}: {TITLES[part]}")
        begin = time.monotonic()
        texts, targets = {"file": self.bson_file}.get(part, getattr(self, part, None))()
        facts = f"{results.machine()}; load average {load:.1f} before. {self.versions(part)}."
        body = "\n\n".join([facts, *texts, *([results.target_table(targets)] if targets else [])])
        results.write(self.options.out, list(TITLES.values()), TITLES[part], body)
        note(f"part {part} took {time.monotonic() - begin:.0f} s")
        return body, targets


def byte_count(text):
    number, unit = re.fullmatch(r"([\d.]+)\s*([A-Za-z]*)", text).groups()
    powers = {"": 1, "B": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}
    return float(number) * powers[unit.upper()]


def main():
    parser = argparse.ArgumentParser()
    for name in ("work", "dqaudit", "peers-python", "out", "memory-limit"):
        parser.add_argument(f"--{name}", required=True)
    for name in ("documents", "rounds", "slow-rounds", "memory-documents"):
        parser.add_argument(f"--{name}", type=int, required=True)
    parser.add_argument("--uri")
    parser.add_argument("--mongod")
    parser.add_argument("--server", type=int)
    parser.add_argument("parts", nargs="+", choices=TITLES)
    options = parser.parse_args()
    options.slow_rounds = min(options.slow_rounds, options.rounds)
    bench = Bench(options)
    verdicts = []
    for part in options.parts:
        body, targets = bench.perform(part)
        print(f"## {TITLES[part]}\n\n{body}\n", flush=True)
        verdicts += [(part, target) for target in targets]
    for part, target in verdicts:
        print(f"{target.verdict:12}  {part}: {target.text}: {target.measured}")


if __name__ == "__main__":
    main()
