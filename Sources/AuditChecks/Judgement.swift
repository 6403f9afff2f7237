import AuditModel

/// Turns breaches into statuses and sentences: the same words for every check kind.
enum Judgement {
    /// `completeness: 89.2 % is below 90 % (fail_below)`, with what is measured in front.
    static func sentence(_ breach: Thresholds.Breach, of subject: String) -> String {
        let side = breach.bound.isUpper ? "above" : "below"
        let measured = text(breach.measured, breach.threshold.unit, apartFrom: [breach.threshold.value])
        let limit = text(breach.threshold.value, breach.threshold.unit, apartFrom: [breach.measured])
        return "\(subject): \(measured) is \(side) \(limit) (\(breach.bound.rawValue))"
    }

    /// Documents are counted by the subject of the sentence, so the number stands alone.
    private static func text(_ value: Double, _ unit: MeasurementUnit, apartFrom others: [Double]) -> String {
        unit == .documents
            ? NumberText.number(value, places: 1) : NumberText.measurement(value, unit, apartFrom: others)
    }

    /// A result for a check that could not be measured.
    static func notEvaluated(
        _ input: CheckInput, kind: String, unit: MeasurementUnit, thresholds: Thresholds, reason: String,
        details: CheckDetails = CheckDetails()
    ) -> CheckOutcome {
        CheckOutcome(
            result: CheckResult(
                id: input.id, kind: kind, description: input.description, status: .notEvaluated, reason: reason,
                value: nil, unit: unit, thresholds: thresholds, details: details))
    }

    /// What every check says of a collection without documents; nil when there are some.
    static func empty(
        _ input: CheckInput, kind: String, unit: MeasurementUnit, thresholds: Thresholds
    ) -> CheckOutcome? {
        guard input.documents == 0 else { return nil }
        if input.allowEmpty {
            return CheckOutcome(
                result: CheckResult(
                    id: input.id, kind: kind, description: input.description, status: .pass,
                    reason: "there are no documents, and allow_empty says that this is fine", value: nil, unit: unit,
                    thresholds: thresholds))
        }
        return notEvaluated(
            input, kind: kind, unit: unit, thresholds: thresholds,
            reason:
                "there are no documents: the collection is empty, or the filter matches none; if that is expected, say "
                + "allow_empty in a volume check per: run")
    }

    /// The worse of two statuses of measured things.
    static func worse(_ left: CheckStatus, _ right: CheckStatus) -> CheckStatus {
        func rank(_ status: CheckStatus) -> Int {
            switch status {
            case .pass: 0
            case .learning: 1
            case .warn: 2
            case .fail: 3
            case .notEvaluated: 4
            }
        }
        return rank(left) >= rank(right) ? left : right
    }

    /// The reason of a check that is measured but has nothing to be judged by.
    static let noThreshold = "measured only: the check has no threshold"
}
