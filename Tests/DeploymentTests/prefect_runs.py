"""Runs flows for PrefectFlowTests against the server of PREFECT_API_URL, and writes what the server cannot know.

usage: prefect_runs.py PLAN.json RESULT.json

The plan: `folder`, a copy of cron/prefect; `secrets`, connection strings by name of block; `runs`, parameters by name;
`killed`, parameters of a run whose process is killed; `deployed`, `cancelled` and `stopped`, those of runs of the
deployment. Blocks that this script adds, `silent-interrupted` and its like, lead to servers that accept connections and
never say a word; it takes care of the runs of those names. The result: ids of flow runs by name, the command line of a
dqaudit, and the processes that were left.
"""

from __future__ import annotations

import asyncio
import importlib
import json
import os
import re
import shlex
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import UUID

PATIENCE_SECONDS = 120


class SilentServer:
    """Accepts connections and answers nothing, so that an audit hangs until somebody ends it."""

    def __init__(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._accepted = 0
        self._open = 0
        self._change = threading.Condition()
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def uri(self) -> str:
        port = self._listener.getsockname()[1]
        # Longer than anybody waits for its end here, and not much longer than that.
        milliseconds = 2000 * PATIENCE_SECONDS
        return f"mongodb://127.0.0.1:{port}/?serverSelectionTimeoutMS={milliseconds}&connectTimeoutMS={milliseconds}"

    def wait(self, what: str, condition: Callable[[int, int], bool]) -> None:
        with self._change:
            if not self._change.wait_for(lambda: condition(self._accepted, self._open), PATIENCE_SECONDS):
                raise TimeoutError(f"{what}: {self._accepted} connections, {self._open} open")

    def _accept(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            self._count(1, 1)
            threading.Thread(target=self._hold, args=[connection], daemon=True).start()

    def _hold(self, connection: socket.socket) -> None:
        try:
            while connection.recv(4096):
                pass
        except OSError:
            pass
        self._count(0, -1)

    def _count(self, accepted: int, opened: int) -> None:
        with self._change:
            self._accepted += accepted
            self._open += opened
            self._change.notify_all()


def processes(word: str) -> dict[int, list[str]]:
    """Command lines, by process, that hold a word."""
    found = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                words = (entry / "cmdline").read_bytes().decode().split("\0")
            except OSError:
                continue
            if word in words:
                found[int(entry.name)] = words
    return found


def run_flows(plan: dict[str, Any], silent: dict[str, SilentServer]) -> dict[str, Any]:
    """All runs of the plan, at the same time in this process."""
    sys.path.insert(0, plan["folder"])
    module = importlib.import_module("audit_flow")

    async def one(parameters: dict[str, Any]) -> str:
        state = await module.audit(**parameters, return_state=True)
        return str(state.state_details.flow_run_id)

    async def interrupt(word: str) -> list[str]:
        """Sends SIGTERM to the dqaudit of one suite, as an administrator might."""
        await asyncio.to_thread(silent["interrupted"].wait, "no audit to interrupt", lambda accepted, _: accepted > 0)
        [(process, words)] = processes(word).items()
        os.kill(process, signal.SIGTERM)
        return words

    async def everything() -> tuple[list[str], list[str]]:
        ids = asyncio.gather(*(one(parameters) for parameters in plan["runs"].values()))
        return await asyncio.gather(ids, interrupt(plan["runs"]["interrupted"]["suites"][0]))

    ids, command = asyncio.run(everything())
    for name in ("interrupted", "slow"):
        silent[name].wait(f"the audit '{name}' is still there", lambda accepted, opened: accepted > 0 and opened == 0)
    return {"runs": dict(zip(plan["runs"], ids, strict=True)), "command": command}


def kill_flow(plan: dict[str, Any], silent: SilentServer) -> None:
    """Kills a flow outright, which leaves it no time to end its dqaudit."""
    code = "import audit_flow, json, sys; audit_flow.asyncio.run(audit_flow.audit(**json.loads(sys.argv[1])))"
    flow = subprocess.Popen([sys.executable, "-c", code, json.dumps(plan["killed"])], cwd=plan["folder"])
    try:
        silent.wait("no audit whose flow could be killed", lambda accepted, _: accepted > 0)
    finally:
        flow.kill()
        flow.wait()
    silent.wait("the audit of the killed flow is still there", lambda _, opened: opened == 0)


def stop_service(plan: dict[str, Any], worker: subprocess.Popen[bytes]) -> None:
    """Stops a worker as systemd stops the service in README.md: its ExecStop=, then SIGTERM."""
    unit = Path(plan["folder"], "README.md").read_text(encoding="utf-8")
    [stop] = re.findall(r"^ExecStop=(.*)$", unit, re.MULTILINE)
    environment = {**os.environ, "MAINPID": str(worker.pid)}
    subprocess.run(shlex.split(stop), env=environment, check=True, timeout=PATIENCE_SECONDS)
    worker.terminate()
    worker.wait(PATIENCE_SECONDS)


def run_deployment(plan: dict[str, Any], silent: dict[str, SilentServer]) -> dict[str, Any]:
    """The commands of README.md, and runs by a worker: one is cancelled, and at one the worker is stopped."""
    from prefect.client.orchestration import get_client
    from prefect.states import Cancelling

    def prefect(*words: str) -> None:
        subprocess.run([sys.executable, "-m", "prefect", *words], cwd=plan["folder"], check=True)

    prefect("work-pool", "create", "dqaudit", "--type", "process")
    prefect("--no-prompt", "deploy", "--all")
    prefect("automation", "create", "--from-file", "lost-runs.yaml")
    client = get_client(sync_client=True)
    deployment = client.read_deployment_by_name("dqaudit/daily")

    def start(parameters: dict[str, Any]) -> UUID:
        return client.create_flow_run_from_deployment(deployment.id, parameters=parameters).id

    def await_end(run: UUID) -> None:
        end = time.monotonic() + PATIENCE_SECONDS
        while not client.read_flow_run(run).state.is_final():
            if time.monotonic() > end:
                raise TimeoutError(f"flow run {run} does not end: {client.read_flow_run(run).state}")
            time.sleep(0.3)

    deployed = start(plan["deployed"])
    # With the signals of a service: a worker that ignores SIGINT, as what a shell starts with & does, ignores SIGTERM too.
    own_signals = ["env", "--default-signal=INT,TERM"]
    worker = subprocess.Popen(
        [*own_signals, sys.executable, "-m", "prefect", "worker", "start", "--pool", "dqaudit"], cwd="/"
    )
    try:
        await_end(deployed)
        cancelled = start(plan["cancelled"])
        silent["cancelled"].wait("no audit to cancel", lambda accepted, _: accepted > 0)
        client.set_flow_run_state(cancelled, Cancelling())
        await_end(cancelled)
        silent["cancelled"].wait("the cancelled audit is still there", lambda _, opened: opened == 0)
        stopped = start(plan["stopped"])
        silent["stopped"].wait("no audit to stop", lambda accepted, _: accepted > 0)
        stop_service(plan, worker)
        silent["stopped"].wait("the stopped audit is still there", lambda _, opened: opened == 0)
        await_end(stopped)
    finally:
        worker.kill()
        worker.wait()
    runs = {"deployed": deployed, "cancelled": cancelled, "stopped": stopped}
    return {"deployment": str(deployment.id)} | {name: str(run) for name, run in runs.items()}


def main() -> None:
    plan = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    silent = {name: SilentServer() for name in ("interrupted", "slow", "killed", "cancelled", "stopped")}

    from prefect.blocks.system import Secret

    uris = plan["secrets"] | {f"silent-{name}": server.uri for name, server in silent.items()}
    for name, uri in uris.items():
        Secret(value=uri).save(name)
    # At the same time, because most of it is waiting.
    with ThreadPoolExecutor() as beside:
        deployment = beside.submit(run_deployment, plan, silent)
        killed = beside.submit(kill_flow, plan, silent["killed"])
        result = run_flows(plan, silent)
        killed.result()
        result |= deployment.result()
    others = (plan[name] for name in ("killed", "deployed", "cancelled", "stopped"))
    suites = [suite for run in (*plan["runs"].values(), *others) for suite in run["suites"]]
    left = [words for suite in suites for words in processes(suite).values()]
    finished = Path(sys.argv[2] + ".part")
    finished.write_text(json.dumps(result | {"left": left}), encoding="utf-8")
    finished.rename(sys.argv[2])


main()
