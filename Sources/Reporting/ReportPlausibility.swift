import AuditModel

// A report that is read back may have been written by anybody. Whatever shows one adds and scales its numbers without asking, so numbers
// that no audit can come to are refused where the file is read.

extension RunReport {
    /// Which number no audit can come to, as half a sentence; nil for a report that may be shown.
    var implausibility: String? {
        let counts: [(String, Int64)] = [
            ("scan.documents", scan.documents), ("scan.bytes", scan.bytes), ("scan.partitions", Int64(scan.partitions)),
            ("scan.threads", Int64(scan.threads)), ("scan.server_operations", Int64(scan.serverOperations)),
            ("scan.resumptions", Int64(scan.resumptions)), ("scan.peak_memory_bytes", scan.peakMemoryBytes),
            ("previous.documents", previous?.documents ?? 0),
        ]
        let references = (scan.references ?? []).flatMap { reference in
            [
                ("scan.references.documents", reference.documents), ("scan.references.bytes", reference.bytes),
                ("scan.references.server_operations", Int64(reference.serverOperations)),
                ("scan.references.resumptions", Int64(reference.resumptions)),
            ]
        }
        let numbers =
            [("duration_seconds", durationSeconds), ("scan.seconds", scan.seconds)]
            + (scan.references ?? []).map { ("scan.references.seconds", $0.seconds) }
        if let reason = Plausible.counts(counts + references) ?? Plausible.amounts(numbers) { return reason }
        if !(0...255).contains(exitCode) { return "'exit_code' is \(exitCode)" }
        for check in checks {
            if let reason = check.implausibility { return reason }
        }
        return nil
    }
}

extension CheckResult {
    fileprivate var implausibility: String? {
        for field in details.fields {
            if let reason = Plausible.counts(field.counts) { return reason }
        }
        for rule in details.rules {
            if let reason = Plausible.counts(rule.counts) { return reason }
        }
        if let reason = Plausible.counts(otherCounts) ?? Plausible.amounts(details.days.map { ("days", $0.documents) })
        {
            return reason
        }
        return numbers.allSatisfy { abs($0) <= Plausible.largestNumber } ? nil : "a number of a check is too large"
    }

    private var otherCounts: [(String, Int64)] {
        var counts: [(String, Int64)] = details.segments.map { ("documents", $0.documents) }
        counts += details.groups.map { ("documents", $0.documents) }
        counts += evidence.map { ("evidence.group", Int64($0.group ?? 0)) }
        counts += details.filters.map { ("filters.group", Int64($0.group ?? 0)) }
        guard let baseline else { return counts }
        counts.append(("baseline.days", Int64(baseline.days)))
        counts.append(("baseline.days_needed", Int64(baseline.daysNeeded)))
        counts.append(("baseline.window_days", Int64(baseline.windowDays)))
        return counts
    }

    private var numbers: [Double] {
        var optional: [Double?] = [value, baseline?.center, baseline?.lower, baseline?.upper, baseline?.deviation]
        optional.append(past?.previous?.value)
        for field in details.fields { optional += [field.completeness, field.previous] }
        optional += details.rules.map(\.percent)
        var numbers = optional.compactMap { $0 } + details.measurements.map(\.value)
        numbers += (past?.runs ?? []).map(\.value)
        var bounds = thresholds.all.map(\.threshold) + (baseline?.thresholds ?? .none).all.map(\.threshold)
        for field in details.fields { bounds += field.thresholds.all.map(\.threshold) }
        for rule in details.rules { bounds += rule.thresholds.all.map(\.threshold) }
        return numbers + bounds.map(\.value)
    }
}

extension FieldCompleteness {
    fileprivate var counts: [(String, Int64)] {
        let own: [(String, Int64)] = [
            ("cells", cells), ("present", present), ("absent", absent), ("null", null), ("empty", empty),
            ("not_a_number", notANumber), ("placeholder", placeholder), ("wrong_type", wrongType),
        ]
        return own + types.values.map { ("types", $0) }
    }
}

extension RuleCount {
    fileprivate var counts: [(String, Int64)] {
        [
            ("documents", documents), ("applied", applied ?? 0), ("previous", previous ?? 0),
            ("cells.broken", cells?.broken ?? 0), ("cells.judged", cells?.judged ?? 0),
        ]
    }
}

/// What numbers of reports may be.
private enum Plausible {
    /// 2^53: up to here a `Double` is exact, and sums of a report's counts stay far from the end of `Int64`.
    static let largestCount: Int64 = 1 << 53
    /// Differences and squares of such numbers are still numbers.
    static let largestNumber = 1e150

    static func counts(_ counts: [(name: String, count: Int64)]) -> String? {
        counts.first { !(0...largestCount).contains($0.count) }.map { "'\($0.name)' cannot be \($0.count)" }
    }

    static func amounts(_ amounts: [(name: String, amount: Double)]) -> String? {
        amounts.first { !(0...Double(largestCount)).contains($0.amount) }.map { "'\($0.name)' cannot be \($0.amount)" }
    }
}
