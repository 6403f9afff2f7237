package import AuditModel

/// What changed of one check, of the whole collection or of a segment.
package struct CheckDifference: Hashable, Sendable {
    /// nil where the check is new.
    package let old: CheckResult?
    /// nil where it is gone.
    package let new: CheckResult?
    /// The check as it is, or as it was where it is gone.
    package let shown: CheckResult
    package let thresholds: [ThresholdDifference]
    /// Fields whose completeness changed, the biggest changes first.
    package let fields: [PartDifference]
    /// Rules that are broken by more or fewer documents, the biggest changes first.
    package let rules: [PartDifference]

    /// Of a check that only one report has.
    init(_ check: CheckResult, _ presence: Presence) {
        old = presence == .vanished ? check : nil
        new = presence == .vanished ? nil : check
        shown = check
        thresholds = []
        fields = []
        rules = []
    }

    init(_ old: CheckResult, _ new: CheckResult) {
        self.old = old
        self.new = new
        shown = new
        thresholds = ThresholdDifference.all(old, new)
        fields = PartDifference.all(
            old.details.fields.map { ($0.field, $0.completeness, $0.status) },
            new.details.fields.map { ($0.field, $0.completeness, $0.status) })
        rules = PartDifference.all(
            old.details.rules.map { ($0.rule, Double($0.documents), $0.status) },
            new.details.rules.map { ($0.rule, Double($0.documents), $0.status) })
    }

    package var id: String { shown.id }
    package var segment: String? { shown.segment }

    package var presence: Presence { old == nil ? .appeared : new == nil ? .vanished : .both }

    /// Which way the status went. A check that was evaluated and is gone is worse, one that is evaluated and was not there is better.
    package var direction: ReportDifference.Direction {
        switch (old, new) {
        case (let old?, let new?): ReportDifference.Direction(old.status.rank, new.status.rank)
        case (let old?, nil): old.status == .notEvaluated ? .same : .worse
        case (nil, let new?): new.status == .notEvaluated ? .same : .better
        case (nil, nil): .same
        }
    }

    /// The value before and after; compares only within a unit.
    package var value: NumberChange { NumberChange(old?.value, new?.value) }

    /// Whether both values have the same unit, so that they have a difference.
    package var isComparable: Bool { old?.unit == new?.unit }

    package var isEmpty: Bool {
        presence == .both && old?.status == new?.status && value.isSame && isComparable && thresholds.isEmpty
            && fields.isEmpty && rules.isEmpty
    }

    /// What is worse first, then what came or went, what is better, and what moved; within those the worst status, then the biggest change.
    static func sorted(_ list: [CheckDifference]) -> [CheckDifference] {
        func key(_ check: CheckDifference) -> (Int, Int, Double) {
            let group =
                switch (check.direction, check.presence) {
                case (.worse, _): 0
                case (_, .vanished), (_, .appeared): 1
                case (.better, _): 2
                case (.same, _): 3
                }
            return (group, -check.shown.status.rank, -check.value.size)
        }
        return list.enumerated().sorted { left, right in
            let (first, second) = (key(left.element), key(right.element))
            return first != second ? first < second : left.offset < right.offset
        }.map(\.element)
    }
}

/// A threshold that changed, came or went.
package struct ThresholdDifference: Hashable, Sendable {
    package let bound: Thresholds.Bound
    /// Whether it is one of the check's `anomaly`, on the deviation from its past.
    package let isOfAnomaly: Bool
    package let old: Threshold?
    package let new: Threshold?

    static func all(_ old: CheckResult, _ new: CheckResult) -> [ThresholdDifference] {
        all(old.thresholds, new.thresholds, isOfAnomaly: false)
            + all(old.baseline?.thresholds ?? .none, new.baseline?.thresholds ?? .none, isOfAnomaly: true)
    }

    private static func all(_ old: Thresholds, _ new: Thresholds, isOfAnomaly: Bool) -> [ThresholdDifference] {
        Thresholds.Bound.allCases.filter { old[$0] != new[$0] }.map {
            ThresholdDifference(bound: $0, isOfAnomaly: isOfAnomaly, old: old[$0], new: new[$0])
        }
    }
}

/// A field or a rule of a check whose number or status changed, or that came or went.
package struct PartDifference: Hashable, Sendable {
    package let name: String
    package let presence: Presence
    /// Of a field its completeness in percent, of a rule the documents that break it.
    package let value: NumberChange
    package let oldStatus: CheckStatus?
    package let newStatus: CheckStatus?

    typealias Part = (name: String, value: Double?, status: CheckStatus)

    static func all(_ old: [Part], _ new: [Part]) -> [PartDifference] {
        let known = Dictionary(old.map { ($0.name, $0) }) { first, _ in first }
        var seen: Set<String> = []
        var parts: [PartDifference] = []
        for part in new where seen.insert(part.name).inserted {
            let before = known[part.name]
            guard before == nil || before?.value != part.value || before?.status != part.status else { continue }
            parts.append(
                PartDifference(
                    name: part.name, presence: before == nil ? .appeared : .both,
                    value: NumberChange(before?.value, part.value), oldStatus: before?.status, newStatus: part.status))
        }
        for part in old where seen.insert(part.name).inserted {
            parts.append(
                PartDifference(
                    name: part.name, presence: .vanished, value: NumberChange(part.value, nil), oldStatus: part.status,
                    newStatus: nil))
        }
        // All are in one unit: what moved farthest comes first, what came or went last.
        func key(_ part: PartDifference) -> Double { part.value.difference.map { -abs($0) } ?? 1 }
        return parts.enumerated().sorted {
            key($0.element) != key($1.element) ? key($0.element) < key($1.element) : $0.offset < $1.offset
        }.map(\.element)
    }
}

extension CheckStatus {
    /// How bad a status is; more is worse.
    var rank: Int { CheckStatus.pass.severity - severity }
}
