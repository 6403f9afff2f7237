"""What cron/prefect/audit_flow.py makes of what goes wrong around an audit, without a server.

usage: python test_audit_flow.py FOLDER-OF-audit_flow.py
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
import unittest
import unittest.mock

# Prefect keeps its settings there, and nobody else's are meant.
home = tempfile.TemporaryDirectory()
os.environ |= {"PREFECT_HOME": home.name, "DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
sys.path.insert(0, sys.argv.pop(1))

import audit_flow  # noqa: E402
from audit_process import SuiteFile, Verdict  # noqa: E402
from prefect.states import Cancelled, Completed, Crashed, Failed, State  # noqa: E402

SUITE = SuiteFile("products.yml", "products", "products")
SETTINGS = audit_flow.AuditSettings("reports", None, None, (), None)


class Faults(unittest.TestCase):
    def audit(self, another_try: bool) -> State:
        fault = OSError(28, "No space left on device")
        with (
            unittest.mock.patch.object(audit_flow, "run_audit", side_effect=fault),
            unittest.mock.patch.object(audit_flow, "has_another_try", return_value=another_try),
        ):
            return asyncio.run(audit_flow.audit_suite.fn(SUITE, SETTINGS, asyncio.Semaphore(1)))

    def test_a_fault_of_the_machine_is_tried_again(self) -> None:
        with self.assertRaisesRegex(audit_flow.AuditIncomplete, "No space left on device"):
            self.audit(another_try=True)

    def test_a_fault_of_the_machine_is_no_word_about_the_data(self) -> None:
        state = self.audit(another_try=False)
        self.assertEqual((state.type.name, state.data), ("CRASHED", Verdict.INCOMPLETE))
        self.assertEqual(state.message, "audit incomplete: [Errno 28] No space left on device")


class Worst(unittest.TestCase):
    def worst(self, *states: State) -> tuple[str, str | None]:
        state = audit_flow.worst([(SUITE, one) for one in states])
        return state.type.name, state.name

    def test_what_a_task_raised_is_a_crash(self) -> None:
        passed = Completed(message="fine", data=Verdict.PASSED)
        raised = Failed(message="Task run encountered an exception", data=ValueError())
        breached = Failed(message="data: …", data=Verdict.BREACHED)
        self.assertEqual(self.worst(passed, raised), ("CRASHED", "Crashed"))
        self.assertEqual(self.worst(breached, raised), ("CRASHED", "Crashed"))
        self.assertEqual(self.worst(passed, breached), ("FAILED", "Failed"))

    def test_what_was_ended_keeps_its_name(self) -> None:
        self.assertEqual(self.worst(Cancelled(message="")), ("CANCELLED", "Cancelled"))
        self.assertEqual(self.worst(Crashed(message="")), ("CRASHED", "Crashed"))


if __name__ == "__main__":
    unittest.main()
