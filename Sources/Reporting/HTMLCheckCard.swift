import AuditModel

/// One check as texts.
struct HTMLCheckCard {
    let cardNumber: Int
    let cardClass: String
    let cardWord: String
    let checkName: String
    let checkKind: String?
    let segmentName: String?
    let checkDescription: String?
    let valueText: String
    let mainBound: String
    let mainHeadroom: String?
    let checkReason: String?
    let hasBounds: Bool
    let bounds: [BoundRow]
    let scale: ThresholdScale?
    let hasMeasurements: Bool
    let measurements: [Measurement]
    let hasFields: Bool
    let fields: [HTMLFieldRow]
    let hasRules: Bool
    let rules: [HTMLRuleRow]
    let chart: VolumeChart?
    let baselineText: String?
    let evidence: HTMLEvidence?

    struct BoundRow {
        let boundClass: String
        let boundText: String
        let boundHeadroom: String?
    }

    struct Measurement {
        let measurementName: String
        let measurementText: String
    }

    init(_ check: CheckResult, number: Int) {
        cardNumber = number
        cardClass = check.status.styleClass
        cardWord = check.status.label
        checkName = check.id
        checkKind = check.kind == check.id ? nil : check.kind
        segmentName = check.segment
        checkDescription = check.description
        valueText = check.valueText(in: .english)
        mainBound = check.learningText(in: .english) ?? check.mainThresholdText(in: .english)
        mainHeadroom =
            check.status == .notEvaluated || check.status == .learning ? nil : check.headroom?.text(in: .english)
        checkReason = check.reasonText(in: .english)
        bounds = HTMLCheckCard.bounds(check)
        hasBounds = !bounds.isEmpty
        scale = ThresholdScale(check)
        measurements = check.details.measurements.map {
            Measurement(
                measurementName: HTMLCheckCard.words($0.name),
                measurementText: NumberText.english.measurement($0))
        }
        hasMeasurements = !measurements.isEmpty
        fields = HTMLCheckCard.fields(check)
        hasFields = !fields.isEmpty
        rules = HTMLCheckCard.rules(check)
        hasRules = !rules.isEmpty
        chart = VolumeChart(check)
        baselineText = check.baselineText(in: .english)
        evidence = HTMLEvidence(check)
    }

    private static func bounds(_ check: CheckResult) -> [BoundRow] {
        var rows = check.thresholds.all.map { bound, _ in
            let headroom = !check.judgesDeviation || !bound.isUpper ? check.headroom(to: bound) : nil
            let isCrossed = (headroom?.amount ?? 0) < 0
            return BoundRow(
                boundClass: isCrossed ? (bound.isFailure ? "fail" : "warn") : "plain",
                boundText: check.thresholdText(bound, in: .english) ?? "", boundHeadroom: headroom?.text(in: .english))
        }
        if let band = check.bandHeadroom {
            rows.append(
                BoundRow(
                    boundClass: band.amount < 0 ? check.status.styleClass : "plain", boundText: "band that passes",
                    boundHeadroom: band.text(in: .english)))
        }
        return rows
    }

    /// All fields, the worst first, complete ones last in the order of the suite.
    private static func fields(_ check: CheckResult) -> [HTMLFieldRow] {
        let worst = check.worstFields
        let rest = check.details.fields.filter { !worst.contains($0) }
        return (worst + rest).map { HTMLFieldRow($0) }
    }

    private static func rules(_ check: CheckResult) -> [HTMLRuleRow] {
        let rules = check.rulesByDamage
        return rules.map { HTMLRuleRow($0, most: max(rules.first?.documents ?? 1, 1)) }
    }

    /// `distinct_keys` as `Distinct keys`, `newest_unix_time` as `Newest`.
    private static func words(_ name: String) -> String {
        let text = name.replacing("_unix_time", with: "").replacing("_", with: " ")
        return text.prefix(1).uppercased() + text.dropFirst()
    }
}
