"""Audits of suites with dqaudit as a flow of Prefect 3: each suite a task, each exit status a state.

| exit status of dqaudit | state of the task | retried |
|---|---|---|
| 0 | Completed | |
| 4 | Completed, named CompletedWithWarning | no |
| 1 | Failed, "data: …" | no: the same data gives the same answer |
| 2 | Failed, "configuration: …" | no |
| 3, ended by a fault, or without a report | Crashed, "audit incomplete: …" | yes, after a delay |
| 130, 143 | Cancelled | no |

The flow takes the state of the worst of its suites: in the order of the table, from the best on, but that Failed by
configuration is worse than Crashed. The connection string comes from MONGODB_URI where the flow runs, or from a Secret
block; never from a parameter, because parameters are shown.
"""

from __future__ import annotations

import asyncio
import os
from dataclasses import dataclass

from prefect import flow, get_run_logger, task
from prefect.artifacts import acreate_link_artifact, acreate_markdown_artifact
from prefect.blocks.system import Secret
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import StateType, TaskRun
from prefect.context import TaskRunContext
from prefect.states import Cancelled, Completed, Crashed, Failed, State
from prefect.tasks import Task

from audit_process import Audit, Misconfiguration, SuiteFile, Verdict, find_suites, page_link, run_audit


class AuditIncomplete(Exception):
    """Could not look; another try may."""


@dataclass(frozen=True)
class AuditSettings:
    """What is the same for all suites of a flow run."""

    report_dir: str
    report_url: str | None
    uri_secret: str | None
    options: tuple[str, ...]
    timeout_seconds: float | None


def is_incomplete(_task: Task[..., object], _run: TaskRun, state: State) -> bool:
    """Whether another try may help: Prefect asks before each retry."""
    # Failed states that the task answers carry a verdict, what it raised carries an exception.
    return isinstance(state.data, AuditIncomplete)


@task(
    name="audit suite",
    task_run_name="{suite.name}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retry_condition_fn=is_incomplete,
)
async def audit_suite(suite: SuiteFile, settings: AuditSettings, turns: asyncio.Semaphore) -> State:
    """Audits one suite with one process and publishes its summary."""
    try:
        uri = await secret(settings.uri_secret)
        # Turns are for processes: a suite that waits for its next try keeps nobody waiting.
        async with turns:
            audit = await run_audit(
                suite.path, settings.options, settings.report_dir, uri, settings.timeout_seconds
            )
    except Misconfiguration as problem:
        return Failed(message=f"configuration: {problem}", data=Verdict.MISCONFIGURED)
    except OSError as problem:
        # A full disk, no more processes: of the machine, and of this moment.
        message = f"audit incomplete: {problem}"
        if has_another_try():
            raise AuditIncomplete(message) from problem
        return Crashed(message=message, data=Verdict.INCOMPLETE)
    if audit.verdict is Verdict.INCOMPLETE and has_another_try():
        raise AuditIncomplete(audit.message)
    await publish(suite, audit, settings.report_url)
    return state_of(audit)


def has_another_try() -> bool:
    context = TaskRunContext.get()
    return context is not None and context.task_run.run_count <= context.task.retries


def state_of(audit: Audit) -> State:
    """The state that an exit status stands for."""
    verdict, message = audit.verdict, audit.message
    match verdict:
        case Verdict.PASSED | Verdict.WARNED:
            return Completed(message=message, data=verdict)
        case Verdict.NOT_DELIVERED:
            return Completed(name="CompletedWithWarning", message=message, data=verdict)
        case Verdict.BREACHED | Verdict.MISCONFIGURED:
            return Failed(message=message, data=verdict)
        case Verdict.INCOMPLETE:
            return Crashed(message=message, data=verdict)
        case Verdict.INTERRUPTED:
            return Cancelled(message=message, data=verdict)


async def secret(name: str | None) -> str | None:
    """The connection string in a Secret block."""
    if name is None:
        return None
    try:
        block = await Secret.aload(name)
    except ValueError as error:
        raise Misconfiguration(f"there is no Secret block '{name}'") from error
    value = block.get()
    if not isinstance(value, str) or not value:
        raise Misconfiguration(f"the Secret block '{name}' holds no text")
    return value


async def publish(suite: SuiteFile, audit: Audit, report_url: str | None) -> None:
    """The summary, and where the report is. That this fails must not hide what the audit found."""
    try:
        if audit.markdown:
            await acreate_markdown_artifact(
                audit.markdown, key=f"dqaudit-summary-{suite.slug}", description=f"{suite.name}: {audit.message}"
            )
        if audit.page:
            await acreate_link_artifact(
                page_link(audit.page, report_url),
                link_text=f"Report of {suite.name}",
                key=f"dqaudit-report-{suite.slug}",
                description=str(audit.page),
            )
    except Exception:
        get_run_logger().warning("The artifacts of suite %s could not be published.", suite.name, exc_info=True)


@flow(name="dqaudit", persist_result=False)
async def audit(
    suites: list[str],
    report_dir: str | None = None,
    report_url: str | None = None,
    uri_secret: str | None = None,
    options: list[str] | None = None,
    retries: int = 2,
    retry_delay_seconds: float = 300,
    timeout_seconds: float | None = 3600,
    at_once: int = 1,
) -> State:
    """Audits suites, each in a task.

    Args:
        suites: suite files, or folders whose *.yml files are meant.
        report_dir: where reports go; DQAUDIT_REPORT_DIR where the flow runs, else reports.
        report_url: where that folder is served, for links; DQAUDIT_REPORT_URL, else links name files.
        uri_secret: the Secret block with the connection string; without it MONGODB_URI counts.
        options: further options of `dqaudit run`, such as --time-limit 10m.
        retries: how often an audit that could not be completed is tried again.
        retry_delay_seconds: how long after.
        timeout_seconds: an audit that takes longer is ended, and is incomplete.
        at_once: how many audits run at the same time.
    """
    try:
        found = find_suites(suites)
    except Misconfiguration as problem:
        return Failed(message=f"configuration: {problem}")
    settings = AuditSettings(
        report_dir=report_dir or os.environ.get("DQAUDIT_REPORT_DIR") or "reports",
        report_url=report_url or os.environ.get("DQAUDIT_REPORT_URL"),
        uri_secret=uri_secret,
        options=tuple(options or ()),
        timeout_seconds=timeout_seconds,
    )
    turns = asyncio.Semaphore(max(1, at_once))
    audit_one = audit_suite.with_options(retries=retries, retry_delay_seconds=retry_delay_seconds)
    states = await asyncio.gather(
        *(audit_one(suite, settings, turns, return_state=True) for suite in found)
    )
    return worst(list(zip(found, states, strict=True)))


def worst(audited: list[tuple[SuiteFile, State]]) -> State:
    """The state of the flow: that of the worst suite, with every suite that is no better than it should be."""
    ranked = sorted(audited, key=lambda pair: verdict_of(pair[1]), reverse=True)
    troubled = [f"{suite.name}: {state.message}" for suite, state in ranked if verdict_of(state) > Verdict.PASSED]
    passed = sum(verdict_of(state).is_pass for _, state in ranked)
    message = "; ".join([*troubled, f"{passed} of {len(ranked)} suites passed"])
    first = ranked[0][1]
    if given_verdict(first) is None and not first.is_cancelled():
        # Prefect calls what a task raised Failed, which here is a word about the data.
        return State(type=StateType.CRASHED, name="Crashed", message=message)
    return State(type=first.type, name=first.name, message=message)


def verdict_of(state: State) -> Verdict:
    verdict = given_verdict(state)
    if verdict is not None:
        return verdict
    # A fault of the flow itself: nothing is known about the data.
    return Verdict.INTERRUPTED if state.is_cancelled() else Verdict.INCOMPLETE


def given_verdict(state: State) -> Verdict | None:
    """The verdict that the task came to; None where it came to none."""
    data = getattr(state.data, "result", state.data)
    return data if isinstance(data, Verdict) else None


if __name__ == "__main__":
    import sys

    asyncio.run(audit(sys.argv[1:]))
