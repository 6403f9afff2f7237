"""What the checks of a suite have to find, from the plans of the documents.

Each function gives the numbers of one check as the report's details name them, so that a test needs no translation.
"""

import collections

from .draw import ZONE_OFFSET, Setting


def completeness(plans, missing: dict[str, set[str]]) -> dict:
    """Of a completeness check over these fields; each names the defects that leave it without a value."""
    documents = len(plans)
    absent = {field: sum(1 for plan in plans if plan.defects & defects) for field, defects in missing.items()}
    cells = documents * len(missing)
    return {
        "value": 100 * (cells - sum(absent.values())) / cells,
        "missing": absent,
        "complete_documents": sum(1 for plan in plans if not any(plan.defects & d for d in missing.values())),
    }


def freshness(setting: Setting, through_day: int, plans, written, future=(), unreadable=(), missing=()) -> dict:
    """Of a freshness check; `written(plan)` is the local time in the document, unless a defect says otherwise."""
    counts = {name: 0 for name in ("future_values", "unreadable_values", "missing_values")}
    newest = None
    for plan in plans:
        if plan.defects & set(future):
            counts["future_values"] += 1
        elif plan.defects & set(unreadable):
            counts["unreadable_values"] += 1
        elif plan.defects & set(missing):
            counts["missing_values"] += 1
        else:
            at = written(plan)
            newest = at if newest is None else max(newest, at)
    # Reports have milliseconds; what is written beyond is cut off.
    newest_utc = newest.replace(microsecond=newest.microsecond // 1000 * 1000) - ZONE_OFFSET
    return {"value": (setting.audit_time(through_day) - newest_utc).total_seconds(), **counts}


def duplicates(plans, repeated: set[str], keyless: set[str] = frozenset()) -> dict:
    """Of a duplicates check, where each repeated key repeats one that nothing else repeats."""
    with_key = sum(1 for plan in plans if not plan.defects & keyless)
    twice = sum(1 for plan in plans if plan.defects & repeated)
    return {
        "duplicate_rate": 100 * twice / with_key,
        "duplicate_documents": twice,
        "documents_with_key": with_key,
        "distinct_keys": with_key - twice,
        "documents_without_key": len(plans) - with_key,
    }


def invalid_records(plans, rules: dict[str, set[str]]) -> dict:
    """Of an invalid_records check; each rule names the defects that break it."""
    broken = {rule: sum(1 for plan in plans if plan.defects & defects) for rule, defects in rules.items()}
    any_rule = set().union(*rules.values())
    return {"invalid_documents": sum(1 for plan in plans if plan.defects & any_rule), "rules": broken}


def volume_per_run(plans) -> dict:
    return {"value": len(plans)}


def volume_per_day(setting: Setting, through_day: int, plans, undated: set[str] = frozenset()) -> dict:
    """Of a volume check per day: the value is that of the last complete day, which the audit's morning follows."""
    days = collections.Counter(setting.date(plan.day).isoformat() for plan in plans if not plan.defects & undated)
    return {"value": days[setting.date(through_day).isoformat()], "days": dict(sorted(days.items()))}


def reference(plans, lacks_match, missing: set[str] = frozenset()) -> dict:
    """Of a reference check; `lacks_match(plan)` says whether nothing has the key that the document names."""
    cells = [plan for plan in plans if not plan.defects & missing]
    orphans = sum(1 for plan in cells if lacks_match(plan))
    return {
        "orphan_rate": 100 * orphans / len(cells),
        "orphans": orphans,
        "cells": len(cells),
        "missing_cells": len(plans) - len(cells),
    }


def summary(collection, setting: Setting, through_day: int) -> dict:
    """What was planted in a collection, and the numbers of every check of its suite, the whole and by segment."""
    plans = list(collection.held(through_day))
    segments = collections.defaultdict(list)
    for plan in plans:
        if plan.segment is not None:
            segments[plan.segment].append(plan)
    planted = collections.Counter(defect for plan in plans for defect in plan.defects)
    return {
        "documents": len(plans),
        "planted": dict(sorted(planted.items())),
        "checks": collection.numbers(plans, through_day),
        "segments": {
            name: {"documents": len(own), "checks": collection.numbers(own, through_day)}
            for name, own in sorted(segments.items())
        },
    }
