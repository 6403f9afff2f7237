"""Takes what a CI server would run out of a pipeline file, for tests to run it.

usage: pipeline-steps.py FILE VALUES     VALUES: a JSON object, the values of secrets.NAME, vars.NAME or NAME

Prints a JSON array of {"name", "script", "environment"}: the steps of the only job, in their order.
"""

import json
import re
import sys
from typing import Any

from ruamel.yaml import YAML


def evaluated(text: str, values: dict[str, str]) -> str:
    """Replaces ${{ … }} as GitHub does, for the expressions that the file has; any other one is an error."""

    def value(match: re.Match[str]) -> str:
        expression = re.fullmatch(r"((?:secrets|vars)\.\w+)(?: \|\| '([^']*)')?", match[1])
        if expression is None:
            raise SystemExit(f"pipeline-steps: no value for {match[0]}")
        return values.get(expression[1]) or expression[2] or ""

    return re.sub(r"\$\{\{ (.*?) \}\}", value, text)


def github_steps(pipeline: dict[str, Any], values: dict[str, str]) -> list[dict[str, Any]]:
    """The steps with a script, each with the environment of job and step."""
    (job,) = pipeline["jobs"].values()
    return [
        {
            "name": step["name"],
            "script": step["run"],
            "environment": {
                name: evaluated(text, values)
                for name, text in {**job.get("env", {}), **step.get("env", {})}.items()
            },
        }
        for step in job["steps"]
        if "run" in step
    ]


def gitlab_steps(pipeline: dict[str, Any], values: dict[str, str]) -> list[dict[str, Any]]:
    """before_script and script; the variables of the project and of the job."""
    (job,) = pipeline.values()
    environment = {**values, **job.get("variables", {})}
    return [
        {"name": name, "script": "\n".join(job[name]), "environment": environment}
        for name in ("before_script", "script")
    ]


def main() -> None:
    path, values = sys.argv[1], json.loads(sys.argv[2])
    with open(path, encoding="utf-8") as file:
        pipeline = YAML(typ="safe", pure=True).load(file)
    steps = github_steps(pipeline, values) if "jobs" in pipeline else gitlab_steps(pipeline, values)
    json.dump(steps, sys.stdout)


main()
