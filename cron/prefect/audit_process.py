"""One `dqaudit run` as a process, and what its exit status means. Knows nothing of Prefect."""

from __future__ import annotations

import asyncio
import enum
import hashlib
import json
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any
from urllib.parse import quote

import anyio
import yaml

# How long dqaudit may take to end after SIGTERM: a worker kills a cancelled flow run after 30 seconds.
GRACE_SECONDS = 20

# Options that the flow gives itself, and those that would show a connection string to everybody who sees parameters.
OWN_OPTIONS = frozenset(["--format", "--markdown", "--report-dir", "--exit-codes", "--quiet", "--explain"])
SECRET_OPTIONS = frozenset(["--uri"])


class Verdict(enum.IntEnum):
    """What became of an audit, the better first."""

    PASSED = 0
    WARNED = 1
    NOT_DELIVERED = 2
    BREACHED = 3
    INCOMPLETE = 4
    MISCONFIGURED = 5
    INTERRUPTED = 6

    @property
    def is_pass(self) -> bool:
        """Whether no check failed."""
        return self <= Verdict.NOT_DELIVERED


VERDICTS = {
    0: Verdict.PASSED,
    1: Verdict.BREACHED,
    2: Verdict.MISCONFIGURED,
    4: Verdict.NOT_DELIVERED,
    130: Verdict.INTERRUPTED,
    143: Verdict.INTERRUPTED,
}


class Misconfiguration(Exception):
    """Something that asking again will not change."""


@dataclass(frozen=True)
class SuiteFile:
    """A suite to audit."""

    path: str
    # The suite's own name.
    name: str
    # How artifacts are called after it: lowercase letters, digits and dashes, no two suites of a flow the same.
    slug: str


@dataclass(frozen=True)
class Audit:
    """What a process of dqaudit left behind."""

    # Negative: the signal that ended it.
    exit_status: int
    report: dict[str, Any] | None
    errors: str
    markdown: str | None
    # The report for browsers, where one was written.
    page: Path | None
    # Set when it was ended because it took longer.
    exceeded_seconds: float | None = None

    @property
    def verdict(self) -> Verdict:
        if self.exceeded_seconds is not None or self._lacks_report:
            return Verdict.INCOMPLETE
        # 3, and whatever else ended it: a signal nobody sent on purpose, a machine without memory.
        verdict = VERDICTS.get(self.exit_status, Verdict.INCOMPLETE)
        return Verdict.WARNED if verdict is Verdict.PASSED and self._checks("warn") else verdict

    @property
    def message(self) -> str:
        """One line for a state. Says no more than dqaudit itself."""
        match self.verdict:
            case Verdict.PASSED | Verdict.WARNED:
                return self._passed()
            case Verdict.NOT_DELIVERED:
                return f"{self._passed()}; not delivered: {self._undelivered()}"
            case Verdict.BREACHED:
                undelivered = f"; not delivered: {self._undelivered()}" if self._failed_deliveries() else ""
                return f"data: {self._breaches()}{undelivered}"
            case Verdict.INCOMPLETE:
                return f"audit incomplete: {self._obstacle()}"
            case Verdict.MISCONFIGURED:
                return f"configuration: {last_lines(self.errors) or 'dqaudit gave no reason'}"
            case Verdict.INTERRUPTED:
                return "dqaudit was interrupted by a signal"

    @property
    def _lacks_report(self) -> bool:
        """Whether the exit status speaks of an audit of which nothing is there to read: no proof that data were looked at."""
        return self.exit_status in (0, 1, 4) and self.report is None

    def _checks(self, status: str) -> list[dict[str, Any]]:
        return [check for check in self._all_checks() if check.get("status") == status]

    def _all_checks(self) -> list[dict[str, Any]]:
        return (self.report or {}).get("checks", [])

    def _passed(self) -> str:
        warned = self._checks("warn")
        warnings = f"; in warning: {listing(warned)}" if warned else ""
        return f"{count(len(ids(self._all_checks())), 'check')}, none failed{warnings}"

    def _breaches(self) -> str:
        # Under --fail-on warn warnings alone fail an audit.
        breached = self._checks("fail") or self._checks("warn")
        return f"{len(ids(breached))} of {count(len(ids(self._all_checks())), 'check')} failed: {listing(breached)}"

    def _failed_deliveries(self) -> list[dict[str, Any]]:
        return [one for one in (self.report or {}).get("deliveries", []) if one.get("status") == "failed"]

    def _undelivered(self) -> str:
        failed = [f"{one['sink']} ({one['error']})" for one in self._failed_deliveries()]
        return "; ".join(failed) or last_lines(self.errors)

    def _obstacle(self) -> str:
        if self.exceeded_seconds is not None:
            return f"it took longer than {self.exceeded_seconds:g} s and was ended"
        if self._lacks_report:
            return f"dqaudit gave no report; {last_lines(self.errors)}".rstrip("; ")
        if self.exit_status != 3:
            ending = f"signal {-self.exit_status}" if self.exit_status < 0 else f"exit status {self.exit_status}"
            return f"dqaudit ended with {ending}; {last_lines(self.errors)}".rstrip("; ")
        if reason := (self.report or {}).get("reason"):
            return one_line(reason)
        if unevaluated := self._checks("not_evaluated"):
            why = one_line(unevaluated[0].get("reason") or "no reason given")
            return f"not evaluated: {listing(unevaluated)}; {why}"
        return last_lines(self.errors) or "dqaudit gave no reason"


def one_line(text: str) -> str:
    return " ".join(text.split())


def last_lines(text: str, limit: int = 5) -> str:
    """The end of what a program complained of, in one line."""
    lines = [one_line(line) for line in text.splitlines() if line.strip()]
    return "; ".join(lines[-limit:])


def count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"


def ids(checks: Iterable[Mapping[str, Any]]) -> list[str]:
    """A check and its segments count once."""
    return list(dict.fromkeys(check["id"] for check in checks))


def listing(checks: Sequence[Mapping[str, Any]], limit: int = 8) -> str:
    """Ids of checks, each with its number of segments where only segments are meant."""
    names = []
    for identifier in ids(checks):
        own = [check for check in checks if check["id"] == identifier]
        segments = sum(check.get("segment") is not None for check in own)
        names.append(f"{identifier} ({count(segments, 'segment')})" if segments == len(own) else identifier)
    more = f" and {len(names) - limit} more" if len(names) > limit else ""
    return ", ".join(names[:limit]) + more


def find_suites(places: Sequence[str]) -> list[SuiteFile]:
    """The suites that are meant: files as they are, of a folder each *.yml in it."""
    paths: dict[str, None] = {}
    for place in places:
        folder = Path(place)
        # What is no folder, or one without suites, is left to dqaudit, which says what is wrong with it.
        found = suites_in(folder) if folder.is_dir() else []
        paths.update(dict.fromkeys(str(path) for path in found or [folder]))
    if not paths:
        raise Misconfiguration("no suite is named")
    named = [(path, declared_name(path)) for path in paths]
    owners: dict[str, str] = {}
    for path, name in named:
        # dqaudit refuses it, but sees one suite at a time here. Their reports and histories would be mixed.
        if name is not None and (other := owners.setdefault(name, path)) != path:
            raise Misconfiguration(f"{path}: the suite name '{name}' is taken by {other}; give each suite its own")
    slugs = [slug(name or file_name(path)) for path, name in named]
    return [
        # What a key ends with depends on the suite alone, so that it stays when others come and go.
        SuiteFile(path, name or file_name(path), own if slugs.count(own) == 1 else f"{own}-{digest(name or path)}")
        for (path, name), own in zip(named, slugs, strict=True)
    ]


def suites_in(folder: Path) -> list[Path]:
    """What dqaudit takes for the suites of a folder: hidden files, such as those that editors leave, are none."""
    return sorted(path for path in folder.glob("*.yml") if not path.name.startswith(".") and not path.is_dir())


def declared_name(path: str) -> str | None:
    """The name that dqaudit gives a suite; None where only dqaudit can tell, or nobody can."""
    try:
        suite = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError, yaml.YAMLError):
        return None
    name = suite.get("suite", file_name(path)) if isinstance(suite, dict) else None
    return name if isinstance(name, str) and name.strip() and "${" not in name else None


def file_name(path: str) -> str:
    """What a suite is called that does not say it."""
    return re.sub(r"\.ya?ml$", "", Path(path).name)


def digest(name: str) -> str:
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def slug(name: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-") or "suite"


def check_options(options: Sequence[str]) -> None:
    for option in options:
        name = option.split("=", 1)[0]
        if name in SECRET_OPTIONS:
            raise Misconfiguration(
                f"{name} does not belong into parameters, which everybody can read:"
                " name a Secret block with uri_secret, or set MONGODB_URI where the worker runs"
            )
        if name in OWN_OPTIONS:
            raise Misconfiguration(f"the flow gives {name} itself; take it out of options")


def child_environment(uri: str | None) -> dict[str, str]:
    """The worker's environment without Prefect's settings, which are no business of dqaudit."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    if uri is not None:
        environment["MONGODB_URI"] = uri
    return environment


def command(suite: str, options: Sequence[str], report_dir: str, markdown: Path) -> list[str]:
    name = os.environ.get("DQAUDIT_PROGRAM") or "dqaudit"
    program = shutil.which(name)
    if program is None:
        raise Misconfiguration(f"there is no program {name}: install dqaudit, or let DQAUDIT_PROGRAM name it")
    own = ["--format", "json", "--markdown", str(markdown), "--report-dir", report_dir]
    words = [program, "run", suite, *own, *options]
    # Ends dqaudit also when this process is killed and can do nothing any more.
    guard = shutil.which("setpriv")
    return [guard, "--pdeathsig", "TERM", "--", *words] if guard else words


async def run_audit(
    suite: str, options: Sequence[str], report_dir: str, uri: str | None, timeout_seconds: float | None
) -> Audit:
    """Runs dqaudit to its end. Whatever ends this call, the process is gone afterwards."""
    check_options(options)
    # Files, because a process that nobody reads from any more would wait for ever to be read. Without a name, because a flow
    # that is killed cleans nothing up. The summary needs one; dqaudit writes it last, whole, and not at all when it is ended.
    with (
        tempfile.TemporaryDirectory(prefix="dqaudit-") as folder,
        tempfile.TemporaryFile() as output,
        tempfile.TemporaryFile() as errors,
    ):
        markdown = Path(folder, "summary.md")
        words = command(suite, options, report_dir, markdown)
        process = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=output, stderr=errors, env=child_environment(uri)
        )
        exceeded: float | None = None
        try:
            with anyio.move_on_after(timeout_seconds) as scope:
                await process.wait()
            if scope.cancelled_caught:
                exceeded = timeout_seconds
        finally:
            with anyio.CancelScope(shield=True):
                await end(process)
        report = read_report(output)
        return Audit(
            exit_status=process.returncode if process.returncode is not None else -1,
            report=report,
            errors=content(errors).decode("utf-8", errors="replace"),
            markdown=markdown.read_text(encoding="utf-8") if markdown.exists() else None,
            page=find_page(report_dir, report),
            exceeded_seconds=exceeded,
        )


async def end(process: asyncio.subprocess.Process) -> None:
    """Asks a process to end, then makes it."""
    if process.returncode is not None:
        return
    for stop in (process.terminate, process.kill):
        try:
            stop()
        except ProcessLookupError:
            pass
        with anyio.move_on_after(GRACE_SECONDS):
            await process.wait()
            return


def content(file: IO[bytes]) -> bytes:
    """All that a process wrote, which left the place to read from at its end."""
    file.seek(0)
    return file.read()


def read_report(output: IO[bytes]) -> dict[str, Any] | None:
    """The JSON report on stdout; none where nothing was audited."""
    try:
        report = json.loads(content(output))
    except ValueError:
        return None
    return report if isinstance(report, dict) and isinstance(report.get("checks"), list) else None


def find_page(report_dir: str, report: Mapping[str, Any] | None) -> Path | None:
    """The page of this very run; latest.html may be an earlier one's."""
    run_id = (report or {}).get("run_id")
    if not isinstance(run_id, str) or not re.fullmatch(r"[\w-]+", run_id):
        return None
    return next(Path(report_dir).resolve().glob(f"*/{run_id}.html"), None)


def page_link(page: Path, report_url: str | None) -> str:
    """Where a browser finds a page: below the URL that the folder of reports is served at, else where the file is."""
    if not report_url:
        return page.as_uri()
    return f"{report_url.rstrip('/')}/{quote(page.parent.name)}/{quote(page.name)}"
