import AuditModel

extension ReportSchema {
    static let checkKeys = [
        ReportKey("id", "unique in the suite", .text),
        ReportKey("kind", "the kind as suites write it, or segments", .text),
        ReportKey("description", "the suite's own words", .textOrNull),
        ReportKey("status", "how it was judged", .word(CheckStatus.self)),
        ReportKey("reason", "why it is no plain pass, in English", .textOrNull),
        ReportKey("translations", "the reason in other languages, by language", .table(of: .text), optional: true),
        ReportKey("segment", "the segment that was judged; null for the whole collection", .textOrNull),
        ReportKey("value", "the measurement in `unit`; null where it could not be made", .numberOrNull),
        ReportKey("unit", "of the value", .word(MeasurementUnit.self)),
        ReportKey("thresholds", "the bounds of the check; of volume the upper ones are on the deviation", thresholds),
        ReportKey("baseline", "what the value was compared with; null where it was not", .objectOrNull(baselineKeys)),
        ReportKey("details", "the numbers behind the value", .object(detailKeys)),
        ReportKey("evidence", "documents that show what is wrong", .list(of: .object(evidenceKeys))),
        ReportKey("past", "what became of the check in earlier runs", .object(pastKeys), optional: true),
    ]

    private static let thresholds = JSONTree.object(
        Thresholds.Bound.allCases.flatMap { bound in
            let name = bound.rawValue
            let what = bound.isFailure ? "fails" : "warns"
            return [
                ReportKey(
                    name, "the check \(what) \(bound.isUpper ? "above" : "below") this, in `\(name)_unit`",
                    .numberOfAnyUnit, optional: true),
                ReportKey("\(name)_unit", "the unit of `\(name)`", .word(MeasurementUnit.self), optional: true),
            ]
        })

    private static let baselineKeys = [
        ReportKey("method", "how the distance is measured", ["enum": ["absolute", "relative", "robust"]]),
        ReportKey("basis", "runs of the history, or days of the documents' own times", ["enum": ["runs", "days"]]),
        ReportKey("days", "days that the baseline holds", .count(of: "days")),
        ReportKey("days_needed", "days without which nothing is judged", .count(of: "days")),
        ReportKey("window_days", "the window", .count(of: "days")),
        ReportKey(
            "weekday", "monday … sunday where only days of this weekday are compared with", .text, optional: true),
        ReportKey("center", "mean, median or forecast", .number(in: "the check's unit"), optional: true),
        ReportKey(
            "lower", "the least value that would have passed", .number(in: "the check's unit"), optional: true),
        ReportKey(
            "upper", "the greatest value that would have passed", .number(in: "the check's unit"), optional: true),
        ReportKey(
            "deviation", "how far the value lies from the centre, in `deviation_unit`", .numberOfAnyUnit, optional: true
        ),
        ReportKey("deviation_unit", "the unit of `deviation`", .word(MeasurementUnit.self)),
        ReportKey("thresholds", "bounds on the deviation, of an anomaly", thresholds, optional: true),
    ]

    private static let detailKeys = [
        ReportKey(
            "measurements", "further numbers of the check",
            .list(
                of: .object([
                    ReportKey("name", "words joined by underscores", .text),
                    ReportKey("value", "in `unit`", .numberOfAnyUnit),
                    ReportKey("unit", "of the value", .word(MeasurementUnit.self)),
                ])), optional: true),
        ReportKey("fields", "completeness, field by field", .list(of: .object(fieldKeys)), optional: true),
        ReportKey("rules", "rules in the order of the suite", .list(of: .object(ruleKeys)), optional: true),
        ReportKey(
            "days", "documents day by day, ascending",
            .list(
                of: .object([
                    ReportKey(
                        "day", "the calendar day in the suite's time zone", ["type": "string", "format": "date"]),
                    ReportKey("documents", "documents of the day", .number(in: "documents")),
                    ReportKey("role", "what the day is to the check", .word(DayCount.Role.self)),
                ])), optional: true),
        ReportKey(
            "segments", "documents by segment: the missing ones first, then the largest",
            .list(
                of: .object([
                    ReportKey("segment", "its name, a value of the field", .text),
                    ReportKey("documents", "its documents", .count(of: "documents")),
                ])), optional: true),
        ReportKey(
            "groups", "documents that share a key, the largest groups first",
            .list(
                of: .object([
                    ReportKey("documents", "documents of the group", .count(of: "documents")),
                    ReportKey("key", "the parts of the key: masked, unless the run shows values", .list(of: .text)),
                    ReportKey(
                        "withheld", "parts of sensitive fields, of which the type alone is said", .count(of: "parts"),
                        optional: true),
                ])), optional: true),
        ReportKey("groups_note", "what the groups leave out", .text, optional: true),
        ReportKey(
            "filters", "filters for mongosh that find the documents",
            .list(
                of: .object([
                    ReportKey("about", "the field or rule; of a group the key", .text),
                    ReportKey("group", "the number of the group, from 1 on", .count(of: "number"), optional: true),
                    ReportKey("filter", "as text to be pasted into db.collection.find(…)", .text),
                    ReportKey("finds", "whether it finds all that were counted", .word(EvidenceFilter.Scope.self)),
                ])), optional: true),
    ]

    private static let fieldKeys = [
        ReportKey("field", "its path", .text),
        ReportKey(
            "cells", "visited places: present, absent, null, empty, not_a_number and placeholder together",
            .count(of: "cells")),
        ReportKey("present", "cells with a value", .count(of: "cells")),
        ReportKey("absent", "cells that are not there", .count(of: "cells")),
        ReportKey("null", "null and undefined", .count(of: "cells")),
        ReportKey("empty", "texts that are empty or blank", .count(of: "cells")),
        ReportKey("not_a_number", "NaN", .count(of: "cells")),
        ReportKey("placeholder", "one of missing_values", .count(of: "cells")),
        ReportKey("wrong_type", "present cells of another type than the suite says", .count(of: "cells")),
        ReportKey(
            "completeness", "100 × present / cells; left out where there is no cell", .number(in: "percent"),
            optional: true),
        ReportKey("status", "what the field's own thresholds make of it", .word(CheckStatus.self)),
        ReportKey("thresholds", "the field's own", thresholds),
        ReportKey("types", "present cells by BSON type", .table(of: .count(of: "cells"))),
        ReportKey("previous", "the completeness in the run before", .number(in: "percent"), optional: true),
    ]

    private static let ruleKeys = [
        ReportKey("rule", "its name, given or made from field and demands", .text),
        ReportKey("field", "the field that it is about", .text, optional: true),
        ReportKey("documents", "documents that break it", .count(of: "documents")),
        ReportKey("percent", "of the documents that the check looked at", .number(in: "percent"), optional: true),
        ReportKey(
            "severity", "whether such documents are invalid (error) or counted apart", .word(RuleSeverity.self),
            optional: true),
        ReportKey(
            "status", "what the rule's own thresholds, or its severity, make of it", .word(CheckStatus.self),
            optional: true),
        ReportKey("thresholds", "the rule's own", thresholds, optional: true),
        ReportKey("part_of", "the rule that this is a part of, such as one demand of a schema", .text, optional: true),
        ReportKey("applied", "documents that `when` matched", .count(of: "documents"), optional: true),
        ReportKey(
            "cells", "of a rule that counts cells",
            .object([
                ReportKey("broken", "cells that break it", .count(of: "cells")),
                ReportKey("judged", "cells that it judged", .count(of: "cells")),
            ]), optional: true),
        ReportKey("previous", "documents that broke it in the run before", .count(of: "documents"), optional: true),
    ]

    private static let evidenceKeys = [
        ReportKey("id", "the _id as canonical Extended JSON", .text),
        ReportKey("about", "the field or rule; of a group the key", .text),
        ReportKey(
            "problem", "how the field is wrong: absent, null, empty, not_a_number, placeholder, unreadable, future",
            .text,
            optional: true),
        ReportKey(
            "value", "the value: its type and shape, unless the run shows values; its type alone where it is withheld",
            .text, optional: true),
        ReportKey("group", "the number of the group of duplicates, from 1 on", .count(of: "number"), optional: true),
        ReportKey("withheld", "true: the field is sensitive", .yesOrNo, optional: true),
    ]

    private static let pastKeys: [ReportKey] = {
        let outcome = [
            ReportKey("now", "the clock of the run", .instant),
            ReportKey("value", "in the check's unit", .number(in: "the check's unit")),
            ReportKey("status", "how it was judged", .word(CheckStatus.self)),
        ]
        return [
            ReportKey("previous", "the latest earlier run with a value", .object(outcome), optional: true),
            ReportKey("since", "the first run of the unbroken row of breaches", .instant, optional: true),
            ReportKey("since_or_earlier", "true: the row is longer than what was looked at", .yesOrNo, optional: true),
            ReportKey(
                "runs", "up to \(CheckPast.mostRuns) earlier runs, ascending; of the whole collection only",
                .list(of: .object(outcome)), optional: true),
        ]
    }()
}
