import AuditModel

/// What changed between two reports, in the words that a terminal and Markdown share. Nothing is escaped for an output.
struct DifferenceWords {
    let language: Language

    private var numbers: NumberText { language.numbers }

    var colon: String { language(":", "\u{202F}:") }

    // MARK: - Verdicts and statuses

    func word(_ status: RunStatus) -> String {
        switch status {
        case .pass: word(CheckStatus.pass)
        case .warn: word(CheckStatus.warn)
        case .fail: word(CheckStatus.fail)
        case .incomplete: language("incomplete", "incomplet")
        }
    }

    func word(_ status: CheckStatus) -> String {
        switch status {
        case .pass: language("pass", "réussi")
        case .warn: language("warn", "alerte")
        case .fail: language("fail", "échec")
        case .learning: language("learning", "apprentissage")
        case .notEvaluated: language("not evaluated", "non évalué")
        }
    }

    /// What the newer report is.
    func word(_ difference: ReportDifference) -> String {
        if difference.isWorse { return language("worse", "dégradé") }
        if difference.isBetter { return language("better", "amélioré") }
        return difference.isEmpty ? language("unchanged", "inchangé") : language("no worse", "pas dégradé")
    }

    func word(_ check: CheckDifference) -> String {
        switch (check.presence, check.direction) {
        case (.vanished, _): language("gone", "disparu")
        case (.appeared, _): language("new", "nouveau")
        case (.both, .worse): language("worse", "dégradé")
        case (.both, .better): language("better", "amélioré")
        case (.both, .same): language("changed", "changé")
        }
    }

    func word(_ segment: SegmentDifference) -> String {
        switch segment.presence {
        case .vanished: language("gone", "disparu")
        case .appeared: language("new", "nouveau")
        case .both:
            segment.isWorse
                ? language("worse", "dégradé")
                : segment.isBetter ? language("better", "amélioré") : language("changed", "changé")
        }
    }

    // MARK: - Changes

    /// `pass → fail`; one word where it stayed.
    func verdict(_ difference: ReportDifference) -> String {
        change(word(difference.old.status), word(difference.new.status))
    }

    func status(_ check: CheckDifference) -> String {
        change(check.old.map { word($0.status) }, check.new.map { word($0.status) })
    }

    /// `99.2 % → 87.4 %`; one of them where the check is in one report only, or the value stayed.
    func value(_ check: CheckDifference) -> String {
        func text(_ result: CheckResult?, apartFrom other: CheckResult?, isFirst: Bool = false) -> String? {
            guard let result else { return nil }
            guard let value = result.value else { return "–" }
            let bounds = result.thresholds.all.filter { $0.threshold.unit == result.unit }.map(\.threshold.value)
            let others = other?.unit == result.unit ? [other?.value].compactMap { $0 } : []
            // What comes before the arrow need not say what is counted.
            return isFirst && result.unit == .documents && others.contains { $0 != value }
                ? numbers.number(value, places: 1, apartFrom: others)
                : numbers.measurement(value, result.unit, apartFrom: bounds + others)
        }
        return change(text(check.old, apartFrom: check.new, isFirst: true), text(check.new, apartFrom: check.old))
    }

    /// `−11.8 points (−11.9 %)`; empty where there is none.
    func difference(_ check: CheckDifference) -> String {
        check.isComparable ? difference(check.value, check.shown.unit) : ""
    }

    func difference(_ change: NumberChange, _ unit: MeasurementUnit) -> String {
        guard let difference = change.difference, difference != 0 else { return "" }
        let amount = sign(difference) + numbers.difference(abs(difference), unit)
        guard let relative = change.relative else { return amount }
        let share = numbers.measurement(abs(relative) * 100, .percent)
        return "\(amount) (\(sign(difference))\(share))"
    }

    /// `fail below 90 % (was 85 %)`.
    func threshold(_ change: ThresholdDifference, of check: CheckDifference) -> String {
        func amount(_ threshold: Threshold) -> String { numbers.measurement(threshold.value, threshold.unit) }
        let level =
            change.bound.isFailure ? language("fail", "échec") : language("warn", "alerte")
        let isDeviation = change.isOfAnomaly || (change.bound.isUpper && check.shown.judgesDeviation)
        let side =
            isDeviation
            ? language("beyond", "au-delà de")
            : change.bound.isUpper ? language("above", "au-dessus de") : language("below", "au-dessous de")
        switch (change.old, change.new) {
        case (let old?, let new?):
            return language(
                "\(level) \(side) \(amount(new)) (was \(amount(old)))",
                "\(level) \(side) \(amount(new)) (avant\u{202F}: \(amount(old)))")
        case (nil, let new?):
            return "\(level) \(side) \(amount(new)) (\(language("new", "nouveau")))"
        case (let old?, nil):
            return "\(level) \(side) \(amount(old)) (\(language("removed", "supprimé")))"
        case (nil, nil): return ""
        }
    }

    /// `98.1 % → 61.2 %, −36.9 points, pass → fail`: what is said of a field or rule behind its name.
    func part(_ part: PartDifference, _ unit: MeasurementUnit) -> String {
        func text(_ value: Double?, apartFrom other: Double?) -> String {
            guard let value else { return "–" }
            return unit == .documents
                ? numbers.number(value, places: 0)
                : numbers.measurement(value, unit, apartFrom: [other].compactMap { $0 })
        }
        let (old, new) = (part.value.old, part.value.new)
        switch part.presence {
        case .appeared: return "\(text(new, apartFrom: nil)) (\(language("new", "nouveau")))"
        case .vanished: return "\(text(old, apartFrom: nil)) (\(language("gone", "disparu")))"
        case .both: break
        }
        var words = [change(text(old, apartFrom: new), text(new, apartFrom: old))]
        if let difference = part.value.difference, difference != 0 {
            words.append(sign(difference) + numbers.difference(abs(difference), unit))
        }
        if part.oldStatus != part.newStatus, let old = part.oldStatus, let new = part.newStatus {
            words.append(change(word(old), word(new)))
        }
        return words.joined(separator: ", ")
    }

    /// `3,330 → 0 documents`; nil where neither report says.
    func documents(_ segment: SegmentDifference) -> String? {
        switch (segment.documents.old, segment.documents.new) {
        case (let old?, let new?) where old != new:
            "\(numbers.number(old, places: 0)) → \(numbers.documents(new))"
        case (_, let count?), (let count?, nil): numbers.documents(count)
        case (nil, nil): nil
        }
    }

    func documents(_ report: RunReport) -> String { numbers.documents(Double(report.scan.documents)) }

    // MARK: - Facts

    func name(_ fact: FactDifference.Fact) -> String {
        switch fact {
        case .documents: "documents"
        case .bytes: language("data", "données")
        case .source: language("read from", "lu depuis")
        case .consistency: language("consistency", "cohérence")
        case .resumptions: language("resumed after a fault", "reprises après une panne")
        case .reason: language("reason", "raison")
        case .serverVersion: language("server", "serveur")
        case .dqauditVersion: "dqaudit"
        case .exitCode: language("exit status", "code de sortie")
        case .deliveries: language("deliveries", "livraisons")
        }
    }

    /// - Parameter quoted: makes text from outside harmless where it is shown.
    func text(_ fact: FactDifference, quoted: (String) -> String) -> String {
        func text(_ value: FactDifference.Value) -> String {
            switch value {
            case .number(let number):
                fact.fact == .bytes ? numbers.bytes(Int64(number)) : numbers.number(number, places: 0)
            case .text(let text): quoted(text)
            case .none: "–"
            }
        }
        let values = change(text(fact.old), text(fact.new))
        guard fact.fact == .documents, case .number(let old) = fact.old, case .number(let new) = fact.new else {
            return values
        }
        return "\(values), \(difference(NumberChange(old, new), .documents))"
    }

    // MARK: - Sentences

    /// What makes the comparison an odd one; empty for two runs of the same suite in their order.
    func remarks(_ difference: ReportDifference) -> [String] {
        var remarks: [String] = []
        if !difference.isSameSuite {
            remarks.append(
                language("The reports are of different suites.", "Les rapports sont de suites différentes."))
        }
        if !difference.isSameCollection {
            remarks.append(
                language(
                    "The reports are of different collections.", "Les rapports sont de collections différentes."))
        }
        if difference.isBackwards {
            remarks.append(
                language(
                    "The first report is the newer one.", "Le premier rapport est le plus récent."))
        }
        return remarks
    }

    /// What is the same, in one line; nil where nothing is.
    func rest(_ difference: ReportDifference) -> String? {
        func number(_ count: Int) -> String { numbers.count(Int64(count)) }
        var parts: [String] = []
        let (checks, apart) = difference.unchanged
        if checks > 0 {
            parts.append("\(number(checks)) \(language(checks == 1 ? "check" : "checks", "contrôle\(plural(checks))"))")
        }
        if apart > 0 {
            parts.append(
                language(
                    "\(number(apart)) \(apart == 1 ? "check" : "checks") of segments",
                    "\(number(apart)) contrôle\(plural(apart)) de segments"))
        }
        var sentences: [String] = []
        if !parts.isEmpty {
            sentences.append(language("Unchanged: ", "Inchangés\u{202F}: ") + parts.joined(separator: ", "))
        }
        let moved = difference.segmentChecks.count { $0.direction == .same && $0.thresholds.isEmpty }
        if moved > 0 {
            sentences.append(
                language(
                    "\(number(moved)) \(moved == 1 ? "check" : "checks") of segments moved within the same status",
                    "\(number(moved)) contrôle\(plural(moved)) de segments \(moved < 2 ? "a changé" : "ont changé") sans changer d’état"
                ))
        }
        let counted = difference.segments.count(where: \.isOnlyMoved)
        if counted > 0 {
            sentences.append(
                language(
                    "\(number(counted)) \(counted == 1 ? "segment has" : "segments have") another number of documents",
                    "\(number(counted)) segment\(plural(counted)) \(counted < 2 ? "a" : "ont") un autre nombre de documents"
                ))
        }
        return sentences.isEmpty ? nil : sentences.joined(separator: language("; ", "\u{202F}; "))
    }

    func more(_ count: Int) -> String {
        language("\(count) more", count < 2 ? "1 autre" : "\(count) autres")
    }

    private func plural(_ number: Int) -> String { number < 2 ? "" : "s" }

    private func sign(_ number: Double) -> String { number < 0 ? "−" : "+" }

    private func change(_ old: String?, _ new: String?) -> String {
        guard let old, let new, old != new else { return new ?? old ?? "" }
        return "\(old) → \(new)"
    }
}

extension ReportDifference {
    /// Checks of segments that people read: those whose status or thresholds changed.
    var shownSegmentChecks: [CheckDifference] {
        segmentChecks.filter { $0.direction != .same || !$0.thresholds.isEmpty }
    }

    /// Segments that people read: those of which more changed than a number of documents.
    var shownSegments: [SegmentDifference] { segments.filter { !$0.isOnlyMoved } }

    /// How many rows about segments people read, and how many fields and rules of a check; JSON has all.
    static let mostRows = 20
    static let mostParts = 5
}
