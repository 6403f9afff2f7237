extension RunReport {
    /// Notes beside every number what the runs before had.
    /// - Parameters:
    ///   - runs: earlier runs, newest first, with the numbers of the whole collection.
    ///   - segments: the latest of them with the numbers of all segments.
    ///   - breachingSegments: the same runs with those of the segments that breach in this report.
    package mutating func remember(
        _ runs: [RunRecord], segments: [RunRecord] = [], breachingSegments: [RunRecord] = []
    ) {
        guard let last = runs.first else { return }
        previous = PreviousRun(runID: last.runID, now: last.now, status: last.status, documents: last.documents)
        let whole = PastSeries(runs)
        let apart = PastSeries(segments)
        let breaching = PastSeries(breachingSegments)
        for index in checks.indices {
            let check = checks[index]
            let known = check.segment == nil ? whole : check.isBreach ? breaching : apart
            let series = known[check.id, RecordedMetric.valueName, check.segment]
            var past = CheckPast(previous: series.first)
            if check.isBreach {
                let row = series.prefix(while: \.status.isBreach)
                past.since = row.last?.now ?? now
                past.isOlder = !row.isEmpty && row.count >= CheckPast.mostRuns
            }
            if check.segment == nil { past.runs = series.reversed() }
            checks[index].past = past == CheckPast(previous: nil) ? nil : past
            guard check.segment == nil else { continue }
            for place in check.details.fields.indices {
                let field = check.details.fields[place].field
                checks[index].details.fields[place].previous = whole.last(
                    check.id, RecordedMetric.fieldName(field), in: last)
            }
            for place in check.details.rules.indices {
                let rule = check.details.rules[place].rule
                checks[index].details.rules[place].previous = whole.last(
                    check.id, RecordedMetric.ruleName(rule), in: last
                ).map { Int64($0) }
            }
        }
    }
}

/// The numbers of runs by series, newest first.
private struct PastSeries {
    private struct Key: Hashable {
        let check: String
        let name: String
        let segment: String?
    }

    private var outcomes: [Key: [CheckPast.Outcome]] = [:]

    init(_ runs: [RunRecord]) {
        for run in runs.prefix(CheckPast.mostRuns) {
            for metric in run.metrics {
                outcomes[Key(check: metric.check, name: metric.name, segment: metric.segment), default: []].append(
                    CheckPast.Outcome(now: run.now, value: metric.value, status: metric.status))
            }
        }
    }

    subscript(check: String, name: String, segment: String?) -> [CheckPast.Outcome] {
        outcomes[Key(check: check, name: name, segment: segment)] ?? []
    }

    /// The number in the latest run; nil where that has none.
    func last(_ check: String, _ name: String, in run: RunRecord) -> Double? {
        self[check, name, nil].first.flatMap { $0.now == run.now ? $0.value : nil }
    }
}
