"""What cron/prefect/audit_process.py makes of exit statuses and names, without Prefect.

usage: python test_audit_process.py FOLDER-OF-audit_process.py
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import unittest
import unittest.mock
from pathlib import Path
from typing import Any

sys.path.insert(0, sys.argv.pop(1))

from audit_process import (  # noqa: E402
    Audit,
    Misconfiguration,
    Verdict,
    check_options,
    child_environment,
    find_suites,
    page_link,
    run_audit,
)


def check(identifier: str, status: str, segment: str | None = None, reason: str | None = None) -> dict[str, Any]:
    return {"id": identifier, "status": status, "segment": segment, "reason": reason}


def audit(exit_status: int, *checks: dict[str, Any], errors: str = "", **report: Any) -> Audit:
    return Audit(exit_status, {"checks": list(checks), **report} if checks or report else None, errors, None, None)


class Messages(unittest.TestCase):
    def expect(self, made: Audit, verdict: Verdict, message: str) -> None:
        self.assertEqual((made.verdict, made.message), (verdict, message))

    def test_segments_are_counted_and_not_named(self) -> None:
        names = [check("names", "pass"), check("names", "fail", "ldlc")]
        ages = [check("age", "fail"), check("age", "fail", "ldlc")]
        self.expect(audit(1, *names, *ages), Verdict.BREACHED, "data: 2 of 2 checks failed: names (1 segment), age")

    def test_many_checks_are_cut(self) -> None:
        checks = [check(f"c{number}", "fail") for number in range(10)]
        names = "c0, c1, c2, c3, c4, c5, c6, c7 and 2 more"
        self.expect(audit(1, *checks), Verdict.BREACHED, f"data: 10 of 10 checks failed: {names}")

    def test_warnings_fail_an_audit_that_wants_it(self) -> None:
        self.expect(audit(1, check("age", "warn")), Verdict.BREACHED, "data: 1 of 1 check failed: age")

    def test_a_breach_is_not_hidden_by_a_delivery(self) -> None:
        made = audit(1, check("age", "fail"), deliveries=[{"sink": "html", "status": "failed", "error": "disk full"}])
        self.expect(made, Verdict.BREACHED, "data: 1 of 1 check failed: age; not delivered: html (disk full)")

    def test_a_file_for_ci_that_could_not_be_written_is_on_stderr(self) -> None:
        made = audit(4, check("age", "pass"), errors="dqaudit: markdown: disk full\n")
        self.expect(made, Verdict.NOT_DELIVERED, "1 check, none failed; not delivered: dqaudit: markdown: disk full")

    def test_a_check_that_could_not_be_evaluated(self) -> None:
        made = audit(3, check("age", "pass"), check("links", "not_evaluated", reason="no target"), reason=None)
        self.expect(made, Verdict.INCOMPLETE, "audit incomplete: not evaluated: links; no target")

    def test_a_lock_leaves_no_report(self) -> None:
        made = audit(3, errors="dqaudit: another audit is at it\n")
        self.expect(made, Verdict.INCOMPLETE, "audit incomplete: dqaudit: another audit is at it")

    def test_ends_that_dqaudit_did_not_choose(self) -> None:
        self.expect(audit(-9), Verdict.INCOMPLETE, "audit incomplete: dqaudit ended with signal 9")
        made = audit(127, errors="not found")
        self.expect(made, Verdict.INCOMPLETE, "audit incomplete: dqaudit ended with exit status 127; not found")

    def test_an_audit_that_nobody_can_read_of_did_not_pass(self) -> None:
        for status in (0, 1, 4):
            self.expect(audit(status), Verdict.INCOMPLETE, "audit incomplete: dqaudit gave no report")
            made = audit(status, errors="cannot write\n")
            self.expect(made, Verdict.INCOMPLETE, "audit incomplete: dqaudit gave no report; cannot write")
        self.expect(audit(3), Verdict.INCOMPLETE, "audit incomplete: dqaudit gave no reason")

    def test_interruptions(self) -> None:
        for status in (130, 143):
            self.expect(audit(status), Verdict.INTERRUPTED, "dqaudit was interrupted by a signal")

    def test_verdicts_are_in_the_order_of_dqaudit(self) -> None:
        statuses = [143, 2, 3, 1, 4, 0]
        verdicts = {status: audit(status, check("age", "pass")).verdict for status in statuses}
        self.assertEqual(sorted(statuses, key=lambda status: verdicts[status], reverse=True), statuses)


class Suites(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, encoding="utf-8")
        return str(self.folder / name)

    def test_names_come_from_suites_or_files(self) -> None:
        for name, text in [("a.yml", "suite: Prix TND"), ("b.yml", "suite: ${X}"), ("c.yml", "]"), ("d.yml", "- 1")]:
            self.write(name, text)
        found = find_suites([str(self.folder)])
        self.assertEqual([one.name for one in found], ["Prix TND", "b", "c", "d"])
        self.assertEqual([one.slug for one in found], ["prix-tnd", "b", "c", "d"])

    def test_keys_differ_and_files_count_once(self) -> None:
        first, second = self.write("a.yml", "suite: x_y"), self.write("b.yml", "suite: x.y")
        slugs = [one.slug for one in find_suites([first, second, first])]
        self.assertEqual(slugs, ["x-y-f9068e81", "x-y-b24ca9b7"])
        # Others in between change no key.
        self.write("aa.yml", "suite: z")
        self.assertEqual([one.slug for one in find_suites([str(self.folder)])], [slugs[0], "z", slugs[1]])

    def test_two_suites_of_one_name_are_refused(self) -> None:
        self.write("a.yml", "suite: x")
        for text in ("suite: x", "{}"):
            with self.subTest(text), self.assertRaisesRegex(Misconfiguration, "x.yml: the suite name 'x' is taken by .*a.yml"):
                self.write("x.yml", text)
                find_suites([str(self.folder)])
        # Names that only dqaudit can tell.
        self.write("a.yml", "suite: ${A}")
        self.write("x.yml", "suite: ${X}")
        self.assertEqual(len(find_suites([str(self.folder)])), 2)

    def test_hidden_files_and_folders_are_no_suites(self) -> None:
        self.write("a.yml", "suite: x")
        self.write(".#a.yml", "suite: x")
        (self.folder / "b.yml").mkdir()
        self.assertEqual([one.path for one in find_suites([str(self.folder)])], [str(self.folder / "a.yml")])

    def test_what_is_not_there_is_left_to_dqaudit(self) -> None:
        for path in (str(self.folder / "nowhere.yml"), str(self.folder)):
            self.assertEqual([one.path for one in find_suites([path])], [path])

    def test_nothing_at_all(self) -> None:
        self.assertRaises(Misconfiguration, find_suites, [])


class Calls(unittest.TestCase):
    def test_options_that_are_not_the_users(self) -> None:
        for option in ("--uri", "--uri=mongodb://x", "--format=text", "--report-dir"):
            with self.subTest(option):
                self.assertRaises(Misconfiguration, check_options, ["--threads", "2", option])
        check_options(["--time-limit", "10m", "--uri-file", "/run/secrets/uri"])

    def test_the_secret_wins_and_settings_of_prefect_stay(self) -> None:
        workers = {"PREFECT_API_KEY": "k", "MONGODB_URI": "old", "DQAUDIT_LANG": "fr"}
        with unittest.mock.patch.dict("os.environ", workers):
            environment = child_environment("new")
            self.assertEqual(child_environment(None)["MONGODB_URI"], "old")
        self.assertEqual((environment["MONGODB_URI"], environment["DQAUDIT_LANG"]), ("new", "fr"))
        self.assertNotIn("PREFECT_API_KEY", environment)

    def test_links(self) -> None:
        page = Path("/srv/reports/été/1.html")
        self.assertEqual(page_link(page, "https://x.org/r/"), "https://x.org/r/%C3%A9t%C3%A9/1.html")
        self.assertEqual(page_link(page, None), "file:///srv/reports/%C3%A9t%C3%A9/1.html")


class Processes(unittest.TestCase):
    """A program in the place of dqaudit."""

    def run_program(self, script: str) -> Audit:
        with tempfile.TemporaryDirectory() as folder:
            program = Path(folder, "program")
            program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
            program.chmod(0o755)
            files = Path(folder, "tmp")
            files.mkdir()
            environment = {"DQAUDIT_PROGRAM": str(program), "FILES": str(files)}
            with unittest.mock.patch.dict("os.environ", environment), unittest.mock.patch("tempfile.tempdir", str(files)):
                made = asyncio.run(run_audit("suite.yml", [], folder, None, 60))
            self.assertEqual(list(files.iterdir()), [])
            return made

    def test_what_it_says_lies_in_no_file_that_could_be_left(self) -> None:
        made = self.run_program("""find "$FILES" -type f >&2; echo '{"checks": []}'; exit 3""")
        self.assertEqual((made.errors, made.report), ("", {"checks": []}))

    def test_the_summary_is_read(self) -> None:
        made = self.run_program("""echo '{"checks": []}'; echo oh >&2; echo '# fine' >"$6" """)
        self.assertEqual((made.markdown, made.errors, made.verdict), ("# fine\n", "oh\n", Verdict.PASSED))

    def test_only_a_report_is_one(self) -> None:
        for text in ("", "{}", "[1]", '{"checks": [', '{"checks": 1}'):
            with self.subTest(text):
                self.assertEqual(self.run_program(f"echo '{text}'").verdict, Verdict.INCOMPLETE)


if __name__ == "__main__":
    unittest.main()
