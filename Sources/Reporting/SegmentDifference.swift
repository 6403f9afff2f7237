package import AuditModel

/// A segment that came or went, wholly or with some of its checks, or has another number of documents.
package struct SegmentDifference: Hashable, Sendable {
    package let segment: String
    package let presence: Presence
    /// nil where a report does not say.
    package let documents: NumberChange
    /// Its checks that only one of the reports has, evaluated or not, in the order of that report.
    package let appeared: [CheckResult]
    package let vanished: [CheckResult]

    /// Whether a check that was evaluated is gone, or the segment itself, of which no check says so.
    package var isWorse: Bool {
        vanished.contains { $0.status != .notEvaluated } || (presence == .vanished && vanished.isEmpty)
    }

    /// Whether a check is evaluated that was not there, or the segment is new.
    package var isBetter: Bool {
        appeared.contains { $0.status != .notEvaluated } || (presence == .appeared && appeared.isEmpty)
    }

    /// Whether it has only another number of documents.
    package var isOnlyMoved: Bool { presence == .both && appeared.isEmpty && vanished.isEmpty }

    /// - Parameter checks: those of segments, of both reports.
    static func all(_ old: RunReport, _ new: RunReport, _ checks: [CheckDifference]) -> [SegmentDifference] {
        let before = SegmentDocuments(old)
        let after = SegmentDocuments(new)
        var appeared: [String: [CheckResult]] = [:]
        var vanished: [String: [CheckResult]] = [:]
        for check in checks {
            guard let name = check.segment else { continue }
            switch check.presence {
            case .appeared: appeared[name, default: []].append(check.shown)
            case .vanished: vanished[name, default: []].append(check.shown)
            case .both: break
            }
        }
        var seen: Set<String> = []
        let differences = (after.names + before.names).filter { seen.insert($0).inserted }.compactMap { name in
            let presence: Presence =
                before.has(name) == after.has(name) ? .both : after.has(name) ? .appeared : .vanished
            let difference = SegmentDifference(
                segment: name, presence: presence,
                documents: NumberChange(before.documents[name], after.documents[name]),
                appeared: appeared[name] ?? [], vanished: vanished[name] ?? [])
            return difference.isOnlyMoved && difference.documents.isSame ? nil : difference
        }
        func group(_ segment: SegmentDifference) -> Int {
            segment.presence == .vanished ? 0 : segment.isWorse ? 1 : segment.isOnlyMoved ? 3 : 2
        }
        return differences.enumerated().sorted {
            (group($0.element), $0.offset) < (group($1.element), $1.offset)
        }.map(\.element)
    }
}

/// The segments of a report.
private struct SegmentDocuments {
    /// Those with documents first, as the report lists them, then those of which only checks are known.
    let names: [String]
    let documents: [String: Double]

    init(_ report: RunReport) {
        let counts = report.checks.flatMap(\.details.segments)
        documents = Dictionary(counts.map { ($0.segment, Double($0.documents)) }) { first, _ in first }
        names = counts.map(\.segment) + report.checks.compactMap(\.segment)
        judged = Set(report.checks.compactMap(\.segment))
    }

    private let judged: Set<String>

    /// A segment that is expected and has no documents is not there, whatever is said of it.
    func has(_ name: String) -> Bool {
        if let documents = documents[name] { return documents > 0 }
        return judged.contains(name)
    }
}
