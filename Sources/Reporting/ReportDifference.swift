package import AuditModel

/// What changed between two reports.
///
/// The newer report is *worse* where
/// - its verdict is (passed, warning, failed, incomplete),
/// - the status of a check, of the collection or of a segment, is (passed, learning, warning, failed, not evaluated), or
/// - a check, of the collection or of a segment, that was evaluated is no longer there.
///
/// A value that moved within the same status is not worse, nor is a new check, whatever its status: it has no past. *Better* is the
/// same the other way round, so that swapping the reports swaps both.
package struct ReportDifference: Hashable, Sendable {
    package let old: RunReport
    package let new: RunReport
    /// Of checks of the whole collection, the most important first.
    package let checks: [CheckDifference]
    /// Of checks of single segments that both reports have, the most important first.
    package let segmentChecks: [CheckDifference]
    /// Segments that came or went, wholly or with some of their checks, or have other numbers of documents; what went first.
    package let segments: [SegmentDifference]
    /// What else changed of the run, in a fixed order; never instants and durations, which always do.
    package let facts: [FactDifference]
    /// Checks of the whole collection, and of segments, that are the same in both.
    package let unchanged: (checks: Int, segmentChecks: Int)

    package init(from old: RunReport, to new: RunReport) {
        self.old = old
        self.new = new
        let pairs = ReportDifference.pairs(old, new)
        let whole = pairs.filter { $0.segment == nil }
        let apart = pairs.filter { $0.segment != nil }
        let both = apart.filter { $0.presence == .both }
        checks = CheckDifference.sorted(whole.filter { !$0.isEmpty })
        segmentChecks = CheckDifference.sorted(both.filter { !$0.isEmpty })
        segments = SegmentDifference.all(old, new, apart)
        facts = FactDifference.all(old, new)
        unchanged = (whole.count { $0.isEmpty }, both.count { $0.isEmpty })
    }

    /// Checks of both reports, in the order of the new one, then those that only the old one has.
    private static func pairs(_ old: RunReport, _ new: RunReport) -> [CheckDifference] {
        struct Key: Hashable {
            let id: String
            let segment: String?
        }
        // Ids are unique in what dqaudit writes; of a file with the same twice, the first counts.
        let known = Dictionary(old.checks.map { (Key(id: $0.id, segment: $0.segment), $0) }) { first, _ in first }
        var seen: Set<Key> = []
        var pairs: [CheckDifference] = []
        for check in new.checks {
            let key = Key(id: check.id, segment: check.segment)
            guard seen.insert(key).inserted else { continue }
            pairs.append(known[key].map { CheckDifference($0, check) } ?? CheckDifference(check, .appeared))
        }
        for check in old.checks where seen.insert(Key(id: check.id, segment: check.segment)).inserted {
            pairs.append(CheckDifference(check, .vanished))
        }
        return pairs
    }

    /// Which way the verdict went.
    package var verdict: Direction { Direction(old.status.rank, new.status.rank) }

    /// Whether the newer report is worse, also where other things are better.
    package var isWorse: Bool {
        verdict == .worse || (checks + segmentChecks).contains { $0.direction == .worse }
            || segments.contains(where: \.isWorse)
    }

    /// Whether something is better, also where other things are worse.
    package var isBetter: Bool {
        verdict == .better || (checks + segmentChecks).contains { $0.direction == .better }
            || segments.contains(where: \.isBetter)
    }

    /// Whether nothing changed but instants and durations.
    package var isEmpty: Bool {
        verdict == .same && checks.isEmpty && segmentChecks.isEmpty && segments.isEmpty && facts.isEmpty
            && isSameSuite && isSameCollection
    }

    package var documents: NumberChange { NumberChange(Double(old.scan.documents), Double(new.scan.documents)) }

    package var isSameSuite: Bool { old.suite == new.suite }

    package var isSameCollection: Bool { old.source.historyNamespace == new.source.historyNamespace }

    /// Whether the report that was named first is the newer one, by the clocks of the runs.
    package var isBackwards: Bool { old.now > new.now }

    /// Which way something went.
    package enum Direction: String, Hashable, Sendable, Codable {
        case worse, better, same

        /// - Parameters: how bad it was and is; more is worse.
        init(_ old: Int, _ new: Int) { self = new > old ? .worse : new < old ? .better : .same }
    }

    package static func == (left: ReportDifference, right: ReportDifference) -> Bool {
        left.old == right.old && left.new == right.new
    }

    package func hash(into hasher: inout Hasher) {
        hasher.combine(old)
        hasher.combine(new)
    }
}

/// Where something is: in both reports or in one.
package enum Presence: String, Hashable, Sendable, Codable { case both, appeared, vanished }

/// A number before and after.
package struct NumberChange: Hashable, Sendable {
    package let old: Double?
    package let new: Double?

    package init(_ old: Double?, _ new: Double?) {
        self.old = old
        self.new = new
    }

    package var isSame: Bool { old == new }

    /// new − old; nil where one is not known.
    package var difference: Double? {
        guard let old, let new else { return nil }
        let difference = new - old
        return difference.isFinite ? difference : nil
    }

    /// The difference as a part of the old number's size; nil where that is 0.
    package var relative: Double? {
        guard let old, old != 0, let difference else { return nil }
        let part = difference / abs(old)
        return part.isFinite ? part : nil
    }

    /// How large a change is beside others: what came or went is the largest.
    package var size: Double {
        if isSame { return 0 }
        guard let difference else { return .infinity }
        return abs(relative ?? difference.sign(of: .infinity))
    }
}

extension Double {
    fileprivate func sign(of size: Double) -> Double { self < 0 ? -size : size }
}

extension RunStatus {
    /// How bad a verdict is; more is worse.
    var rank: Int {
        switch self {
        case .pass: 0
        case .warn: 1
        case .fail: 2
        case .incomplete: 3
        }
    }
}
