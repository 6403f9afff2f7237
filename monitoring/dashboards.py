#!/usr/bin/env python3
"""Writes the four Grafana dashboards, so that what they share is said once.

usage: dashboards.py [FOLDER]      FOLDER is grafana/dashboards beside this file unless given

Each file can be imported into Grafana as it is: the data source is a variable.
"""

import json
import pathlib
import sys

SOURCE = {"type": "prometheus", "uid": "${datasource}"}
# Both are multiples of the thresholds' unit, seconds.
DAY = 86400
RATE = "$__rate_interval"

# Label matchers of the dashboard of audits. Volume checks name their gauge themselves, so it is found by what it is not.
SUITE = 'suite=~"$suite"'
VOLUME = (
    '{job="dqaudit",' + SUITE + ',check!="",'
    '__name__!~"dqaudit_.+|data_(completeness|freshness|last_update)|duplicate_rate|invalid_records|ALERTS.*"}'
)

# The value of a check itself, by the gauges that hold it in the check's own unit.
VALUE = '{job="dqaudit",' + SUITE + ',__name__=~"data_completeness|data_freshness|duplicate_rate|invalid_records"}'

STATUS = [
    ("pass", "green"),
    ("warn", "yellow"),
    ("fail", "red"),
    ("not evaluated", "purple"),
    ("learning", "blue"),
]
EXIT = {
    "0": ("passed", "green"),
    "1": ("breach", "red"),
    "3": ("incomplete", "purple"),
    "4": ("delivery failed", "yellow"),
}


def mapping(texts):
    """Numbers that are shown as words."""
    options = {
        value: {"text": text, "color": color, "index": index}
        for index, (value, (text, color)) in enumerate(texts.items())
    }
    return [{"type": "value", "options": options}]


STATUS_MAPPING = mapping({str(value): text for value, text in enumerate(STATUS)})
EXIT_MAPPING = mapping(EXIT)


def panel(kind, title, *targets, unit="short", steps=None, width=8, height=8, **more):
    """A panel without its place.

    targets: (expression, legend) each. steps: (colour, from which value) each, in order; the first has no lower end.
    more: description, minimum, maximum, decimals, mappings, custom, options, instant, format.
    """
    instant = more.pop("instant", kind in ("stat", "gauge", "bargauge", "table"))
    style = more.pop("format", "time_series")
    defaults = {"unit": unit}
    if steps:
        defaults["thresholds"] = {
            "mode": "absolute",
            "steps": [
                {"color": color, "value": None if index == 0 else value}
                for index, (color, value) in enumerate(steps)
            ],
        }
        defaults["color"] = {"mode": "thresholds" if kind != "timeseries" else "palette-classic"}
    for name, key in (("minimum", "min"), ("maximum", "max"), ("decimals", "decimals"), ("mappings", "mappings")):
        if name in more:
            defaults[key] = more.pop(name)
    defaults["custom"] = more.pop("custom", {})
    if kind == "timeseries" and steps:
        defaults["custom"] = {"thresholdsStyle": {"mode": "line"}, **defaults["custom"]}
    return {
        "type": kind,
        "title": title,
        "description": more.pop("description", ""),
        "datasource": SOURCE,
        "gridPos": {"w": width, "h": height},
        "fieldConfig": {"defaults": defaults, "overrides": more.pop("overrides", [])},
        "options": {**OPTIONS.get(kind, {}), **more.pop("options", {})},
        "targets": [
            {
                "refId": chr(ord("A") + index),
                "datasource": SOURCE,
                "expr": expression,
                "legendFormat": legend,
                "instant": instant,
                "range": not instant,
                "format": style,
            }
            for index, (expression, legend) in enumerate(targets)
        ],
        **more,
    }


LAST = {"calcs": ["lastNotNull"], "fields": "", "values": False}
OPTIONS = {
    "stat": {"reduceOptions": LAST, "colorMode": "background", "graphMode": "none", "textMode": "auto"},
    "gauge": {"reduceOptions": LAST, "showThresholdMarkers": True, "showThresholdLabels": False},
    "bargauge": {"reduceOptions": LAST, "orientation": "horizontal", "displayMode": "basic"},
    "timeseries": {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True},
        "tooltip": {"mode": "multi", "sort": "desc"},
    },
    "state-timeline": {"mergeValues": True, "showValue": "never", "legend": {"showLegend": True}},
    "heatmap": {"calculate": False, "yAxis": {"unit": "s"}, "cellGap": 1, "color": {"mode": "scheme", "scheme": "Oranges"}},
}


def row(title):
    """A heading over the panels that follow."""
    return {"type": "row", "title": title, "collapsed": False, "gridPos": {"w": 24, "h": 1}, "panels": []}


def placed(panels):
    """The panels with ids and places: from left to right, a new line where the width of 24 is used up."""
    x = y = line = 0
    for number, item in enumerate(panels, start=1):
        place = item["gridPos"]
        if x + place["w"] > 24:
            x, y, line = 0, y + line, 0
        item["id"] = number
        place["x"], place["y"] = x, y
        x, line = x + place["w"], max(line, place["h"])
    return panels


def dashboard(uid, title, description, panels, variables=(), since="now-24h"):
    source = {"name": "datasource", "label": "Data source", "type": "datasource", "query": "prometheus", "current": {}}
    return {
        "uid": uid,
        "title": title,
        "description": description,
        "tags": ["pricechecktn"],
        "schemaVersion": 41,
        "version": 1,
        "editable": True,
        "graphTooltip": 1,
        "refresh": "1m",
        "time": {"from": since, "to": "now"},
        "timezone": "browser",
        "templating": {"list": [source, *variables]},
        "annotations": {"list": []},
        "links": [
            {
                "type": "dashboards", "title": "PriceCheckTN", "tags": ["pricechecktn"], "asDropdown": True,
                "includeVars": False, "keepTime": True,
            }
        ],
        "panels": placed(panels),
    }


def mean_rate(metric, window):
    """The buckets of a histogram as histogram_quantile wants them."""
    return f"sum by (le) (rate({metric}_bucket[{window}]))"


def mean(metric, window):
    """The mean of what a histogram observed."""
    return f"sum(rate({metric}_sum[{window}])) / sum(rate({metric}_count[{window}]))"


MODEL = "{{model}}{{model_name}} {{version}}"
# Prometheus looks back five minutes; the group of ModelRetrainingNeeded is judged once an hour, a moment later each time. 0 where nothing
# fires at all.
FIRING = (
    'count by (severity) (ALERTS{alertstate="firing"} or '
    'last_over_time(ALERTS{alertstate="firing",alertname="ModelRetrainingNeeded"}[61m])) or on () vector(0)'
)

OVERVIEW = dashboard(
    "pricechecktn-overview", "PriceCheckTN - MLOps Overview", "Is everything running?",
    [
        panel("stat", "Pipeline Status", ("pipeline_success_rate", "{{stage}}"), unit="percent",
              steps=[("red", 0), ("yellow", 95), ("green", 99)], width=6),
        panel("stat", "Active Models", ("count(mlflow_model_versions)", "models"), unit="none", width=6),
        panel("stat", "API Health", ("api_uptime", "{{instance}}"), unit="percent",
              steps=[("red", 0), ("green", 99)], width=6),
        panel("stat", "Alerts Firing", (FIRING, "{{severity}}"), unit="none", steps=[("green", 0), ("red", 1)], width=6),
        panel("timeseries", "Daily Predictions", ("sum(increase(prediction_total[24h]))", "predictions in 24 h"), width=24),
        row("Models"),
        panel("stat", "Model Accuracy", ("model_accuracy", MODEL), unit="none", decimals=3,
              steps=[("red", 0), ("green", 0.85)], width=6),
        panel("stat", "Model Drift", ("model_drift", MODEL), unit="none", decimals=3,
              steps=[("green", 0), ("red", 0.15)], width=6),
        panel("stat", "Model Age", ("model_age_days", MODEL), unit="d", steps=[("green", 0), ("yellow", 30)], width=6),
        panel("stat", "Matching Accuracy", ("matching_accuracy", "{{instance}}"), unit="percent",
              steps=[("red", 0), ("green", 80)], width=6),
        row("API"),
        panel("timeseries", "API Requests", (f"sum by (status) (rate(api_requests_total[{RATE}]))", "{{status}}"),
              unit="reqps", width=12),
        panel("timeseries", "API Error Rate", ("api_error_rate", "{{instance}}"), unit="percentunit", minimum=0,
              steps=[("green", 0), ("red", 0.05)], width=6),
        panel("timeseries", "Concurrent Users", ("api_concurrent_users", "{{instance}}"), unit="none", minimum=0,
              steps=[("green", 0), ("yellow", 100)], width=6),
    ],
)

PERFORMANCE = dashboard(
    "pricechecktn-performance", "PriceCheckTN - Performance Metrics", "How long does it take?",
    [
        panel("timeseries", "Pipeline Duration",
              (f"histogram_quantile(0.95, {mean_rate('pipeline_duration_seconds', '1d')})", "95 % of runs"),
              (f"histogram_quantile(0.50, {mean_rate('pipeline_duration_seconds', '1d')})", "half of the runs"),
              unit="s", steps=[("green", 0), ("red", 3600)], width=12,
              description="Of the runs of the last day. The alert is at one hour."),
        panel("timeseries", "Scraping Success", ("scraping_success_rate", "{{instance}}"), unit="percent",
              steps=[("red", 0), ("green", 95)], width=6, minimum=0, maximum=100),
        panel("timeseries", "Scraping Performance", ("scraping_items_per_second", "{{instance}}"),
              unit="suffix: items/s", width=6),
        panel("heatmap", "Model Inference Latency",
              (f"sum by (le) (increase(prediction_latency_seconds_bucket[{RATE}]))", "{{le}}"),
              unit="short", width=12, format="heatmap", instant=False),
        panel("timeseries", "API Response Times",
              (f"histogram_quantile(0.95, {mean_rate('api_response_time_seconds', RATE)})", "95 %"),
              (f"histogram_quantile(0.99, {mean_rate('api_response_time_seconds', RATE)})", "99 %"),
              unit="s", steps=[("green", 0), ("red", 0.5)], width=12, description="The alert is at 500 ms."),
        panel("timeseries", "Training Time", (mean("training_time_seconds", "1d"), "mean"), unit="s",
              steps=[("green", 0), ("red", 7200)], width=12, description="Of the trainings of the last day."),
        panel("timeseries", "Mean Latency", (mean("prediction_latency_seconds", "10m"), "predictions"),
              (mean("inference_latency_seconds", "10m"), "inference"), unit="s", width=12,
              description="Of ten minutes. The alerts are at 5 s for predictions, 2 s for inference."),
    ],
)

# `site` is the label that audits get by --group where several sites run the same suite; where there is none, it leaves nothing.
SITE = "{{suite}} {{site}}"
CHECK = SITE + " {{check}}"
SEGMENT = CHECK + " {{segment}}"
# The bounds of what the past lets expect, and how a legend names them; drawn dashed.
BANDS = [("lower", "at least"), ("center", "expected"), ("upper", "at most")]
DASHED = [{
    "matcher": {"id": "byRegexp", "options": "/ (at least|at most|expected)$/"},
    "properties": [{"id": "custom.lineStyle", "value": {"fill": "dash", "dash": [6, 6]}}],
}]
QUALITY = dashboard(
    "pricechecktn-data-quality", "PriceCheckTN - Data Quality", "Is the data fit for use, by the last audit?",
    [
        panel("gauge", "Data Completeness", ("data_completeness", CHECK), unit="percent", decimals=2, minimum=0,
              maximum=100, steps=[("red", 0), ("yellow", 90), ("green", 95)], width=12),
        panel("stat", "Duplicate Rate", ("duplicate_rate", CHECK), unit="percent", decimals=2,
              steps=[("green", 0), ("yellow", 5), ("red", 10)], width=6),
        panel("stat", "Data Freshness", ("time() - data_last_update", CHECK), unit="s",
              steps=[("green", 0), ("yellow", DAY), ("red", 2 * DAY)], width=6,
              description="Age of the newest value now. The alert takes the age at the time of the audit."),
        panel("stat", "Invalid Records", ("invalid_records", CHECK), unit="none",
              steps=[("green", 0), ("red", 101)], width=6),
        panel("timeseries", "Completeness over Time", ("data_completeness", CHECK), unit="percent", width=18),
    ],
    since="now-7d",
)

SUITES = {
    "name": "suite", "label": "Suite", "type": "query", "datasource": SOURCE, "multi": True, "includeAll": True,
    "allValue": ".*", "current": {"text": ["All"], "value": ["$__all"]}, "refresh": 2, "sort": 1,
    "query": {"qryType": 1, "query": "label_values(dqaudit_last_run_timestamp_seconds, suite)", "refId": "suite"},
}
STATUS_STEPS = [("green", 0), ("yellow", 1), ("red", 2), ("purple", 3), ("blue", 4)]


def counted(status):
    """How many checks have a status: 0, where there are checks and none has it."""
    return f"sum(dqaudit_check_status{{{SUITE}}} == bool {status})"


AUDITS = dashboard(
    "pricechecktn-audits", "PriceCheckTN - Data Audits", "What the audits found, and whether they ran.",
    [
        panel("stat", "Checks Failed", (counted(2), "failed"), unit="none", steps=[("green", 0), ("red", 1)], width=4, height=5),
        panel("stat", "Checks in Warning", (counted(1), "in warning"), unit="none",
              steps=[("green", 0), ("yellow", 1)], width=4, height=5),
        panel("stat", "Not Evaluated", (counted(3), "not evaluated"), unit="none",
              steps=[("green", 0), ("purple", 1)], width=4, height=5),
        panel("stat", "Learning", (counted(4), "learning"), unit="none", steps=[("green", 0), ("blue", 1)], width=4, height=5),
        panel("stat", "Last Exit Status", (f"dqaudit_run_exit_code{{{SUITE}}}", SITE), unit="none",
              steps=[("green", 0), ("red", 1)], mappings=EXIT_MAPPING, width=4, height=5),
        panel("stat", "Age of the Last Good Run",
              (f"time() - dqaudit_last_success_timestamp_seconds{{{SUITE}}}", SITE), unit="s",
              steps=[("green", 0), ("yellow", 1.25 * DAY), ("red", 2 * DAY)], width=4, height=5,
              description="Since the last audit that read its collection to the end, whatever it found."),
        row("Checks"),
        panel("state-timeline", "Outcome of each Check", (f"dqaudit_check_status{{{SUITE}}}", CHECK), unit="none",
              steps=STATUS_STEPS, mappings=STATUS_MAPPING, width=16, height=10),
        panel("table", "Thresholds",
              (f"sort_desc(dqaudit_check_threshold{{{SUITE}}})", ""), width=8, height=10, format="table",
              description="In the unit of the suite; durations in seconds.",
              transformations=[{
                  "id": "organize",
                  "options": {"excludeByName": {name: True for name in ("Time", "__name__", "job", "database", "collection")}},
              }]),
        row("Fields and rules"),
        panel("bargauge", "Completeness of each Field",
              (f"sort(dqaudit_field_completeness_ratio{{{SUITE}}})", SITE + " {{field}}"), unit="percentunit",
              decimals=2, minimum=0, maximum=1, steps=[("red", 0), ("yellow", 0.9), ("green", 0.95)], width=12, height=10),
        panel("bargauge", "Documents that Break each Rule",
              (f"sort_desc(dqaudit_rule_invalid_documents{{{SUITE}}})", SITE + " {{rule}}"), unit="none", minimum=0,
              steps=[("green", 0), ("yellow", 1), ("red", 101)], width=12, height=10),
        panel("bargauge", "Cells that Break each Rule",
              (f"sort_desc(dqaudit_rule_invalid_cells{{{SUITE}}} / (dqaudit_rule_judged_cells{{{SUITE}}} > 0))",
               SITE + " {{rule}}"),
              unit="percentunit", decimals=2, minimum=0, maximum=1, steps=[("green", 0), ("yellow", 0.01), ("red", 0.05)],
              width=8, description="Share of the cells judged, of rules that count the cells of arrays."),
        panel("stat", "Documents with Warnings", (f"dqaudit_documents_with_warnings{{{SUITE}}}", CHECK), unit="none",
              steps=[("green", 0), ("yellow", 1)], width=8,
              description="Documents that break no rule but those of severity warning."),
        panel("stat", "Age within the Schedule", (f"dqaudit_freshness_scheduled_seconds{{{SUITE}}}", CHECK), unit="s",
              steps=[("green", 0), ("yellow", DAY), ("red", 2 * DAY)], width=8,
              description="At the time of the audit, of checks that have a schedule."),
        row("References"),
        panel("bargauge", "Share of Orphans",
              (f"sort_desc(dqaudit_reference_orphan_ratio{{{SUITE}}})", CHECK), unit="percentunit", decimals=2, minimum=0,
              maximum=1, steps=[("green", 0), ("yellow", 0.001), ("red", 0.01)], width=8,
              description="Cells without a match in the collection that they refer to."),
        panel("timeseries", "Orphans", (f"dqaudit_reference_orphans{{{SUITE}}}", CHECK), unit="none", minimum=0, width=16),
        row("Against the past"),
        panel("timeseries", "Volume against its Band",
              (VOLUME, CHECK),
              *((f'dqaudit_volume_expected_documents{{{SUITE},bound="{bound}"}}', f"{CHECK} {word}") for bound, word in BANDS),
              unit="none", width=24, height=9, overrides=DASHED),
        panel("timeseries", "Values against their Band",
              (f"{VALUE} and on (suite, database, collection, check, site) dqaudit_check_expected_value", CHECK),
              *((f'dqaudit_check_expected_value{{{SUITE},bound="{bound}"}}', f"{CHECK} {word}") for bound, word in BANDS),
              unit="short", width=24, height=9, overrides=DASHED,
              description="Checks with an anomaly, in the unit of their value: per cent, seconds, documents or cells."),
        row("Segments"),
        panel("state-timeline", "Outcome of each Segment",
              (f"dqaudit_segment_check_status{{{SUITE}}}", SEGMENT), unit="none",
              steps=STATUS_STEPS, mappings=STATUS_MAPPING, width=12, height=10),
        panel("timeseries", "Documents of each Segment",
              (f"dqaudit_segment_documents{{{SUITE}}}", SITE + " {{segment}}"), unit="none", width=12, height=10),
        panel("bargauge", "Completeness of each Segment",
              (f"sort(dqaudit_segment_completeness_ratio{{{SUITE}}})", SEGMENT),
              unit="percentunit", decimals=2, minimum=0, maximum=1,
              steps=[("red", 0), ("yellow", 0.9), ("green", 0.95)], width=12),
        panel("bargauge", "Age of the Newest Value of each Segment",
              (f"sort_desc(time() - dqaudit_segment_last_update_timestamp_seconds{{{SUITE}}})", SITE + " {{segment}}"),
              unit="s", minimum=0, steps=[("green", 0), ("yellow", DAY), ("red", 2 * DAY)], width=12),
        panel("bargauge", "Duplicates of each Segment",
              (f"sort_desc(dqaudit_segment_duplicate_ratio{{{SUITE}}})", SEGMENT), unit="percentunit", decimals=2,
              minimum=0, maximum=1, steps=[("green", 0), ("yellow", 0.05), ("red", 0.1)]),
        panel("bargauge", "Invalid Documents of each Segment",
              (f"sort_desc(dqaudit_segment_invalid_documents{{{SUITE}}})", SEGMENT), unit="none", minimum=0,
              steps=[("green", 0), ("yellow", 1), ("red", 101)]),
        panel("bargauge", "Orphans of each Segment",
              (f"sort_desc(dqaudit_segment_reference_orphans{{{SUITE}}})", SEGMENT), unit="none", minimum=0,
              steps=[("green", 0), ("yellow", 1)]),
        panel("timeseries", "Volume of each Segment",
              (f"dqaudit_segment_volume_documents{{{SUITE}}}", SEGMENT),
              (f"dqaudit_segment_volume_expected_documents{{{SUITE}}}", f"{SEGMENT} expected"),
              unit="none", width=12, height=9, overrides=DASHED),
        panel("timeseries", "What is Expected of each Segment",
              (f"dqaudit_segment_check_expected_value{{{SUITE}}}", SEGMENT), unit="short", width=12, height=9,
              description="The centre by the past, of checks with an anomaly, in the unit of their value."),
        row("The audits"),
        panel("timeseries", "Duration", (f"dqaudit_run_duration_seconds{{{SUITE}}}", SITE), unit="s", width=8),
        panel("timeseries", "Documents Read", (f"dqaudit_documents_scanned{{{SUITE}}}", SITE), unit="none", width=8),
        panel("table", "Version", ('count by (suite, site, version) (dqaudit_build_info{' + SUITE + '})', ""), width=8,
              format="table"),
    ],
    variables=[SUITES],
    since="now-7d",
)

FILES = {"overview": OVERVIEW, "performance": PERFORMANCE, "data-quality": QUALITY, "audits": AUDITS}


def main():
    beside = pathlib.Path(__file__).resolve().parent / "grafana" / "dashboards"
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else beside
    for name, content in FILES.items():
        text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
        (folder / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
