"""The numbers of an audit's JSON report as the object that the peers print, and where two such objects differ."""

import math


def numbers_of_report(report):
    whole = [check for check in report["checks"] if check["segment"] is None and check["id"] != "volume-per-run"]
    checks = {check["kind"]: check for check in whole}
    details = {kind: check["details"] for kind, check in checks.items()}
    (newest,) = (one["value"] for one in details["freshness"]["measurements"] if one["name"] == "newest_unix_time")
    return {
        "documents": report["scan"]["documents"],
        "completeness": checks["completeness"]["value"],
        "completeness by field": {row["field"]: row["completeness"] for row in details["completeness"]["fields"]},
        "newest": newest,
        "duplicates": checks["duplicates"]["value"],
        "invalid documents": checks["invalid_records"]["value"],
        "invalid documents by rule": {row["rule"]: row["documents"] for row in details["invalid_records"]["rules"]},
        "documents by day": {row["day"]: row["documents"] for row in details["volume"]["days"]},
    }


def differences(ours, theirs, at=""):
    """One line a number of theirs that differs. Counts have to be equal, shares up to rounding, times up to a millisecond."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        found = [f"{at}{key}: only one of the two has it" for key in sorted(ours.keys() ^ theirs.keys())]
        for key in ours.keys() & theirs.keys():
            found += differences(ours[key], theirs[key], f"{at}{key}: ")
        return found
    allowed = 0.0011 if at == "newest: " else 1e-9
    counts = isinstance(ours, int) and isinstance(theirs, int)
    same = ours == theirs if counts else math.isclose(ours, theirs, rel_tol=0, abs_tol=allowed)
    return [] if same else [f"{at}{theirs}, not {ours}"]
