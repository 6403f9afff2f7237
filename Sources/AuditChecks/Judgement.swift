import AuditModel

/// Turns breaches into statuses and sentences: the same words for every check kind.
enum Judgement {
    /// `completeness: 89.2 % is below 90 % (fail_below)`, with what is measured in front.
    static func sentence(_ breach: Thresholds.Breach, of subject: Phrase) -> Phrase {
        Phrase { language in
            let unit = breach.threshold.unit
            let measured = text(breach.measured, unit, apartFrom: [breach.threshold.value], language)
            let limit = text(breach.threshold.value, unit, apartFrom: [breach.measured], language)
            let bound = breach.bound.rawValue
            let isUpper = breach.bound.isUpper
            return language(
                "\(subject.text(in: language)): \(measured) is \(isUpper ? "above" : "below") \(limit) (\(bound))",
                "\(subject.text(in: language)) : \(measured), \(isUpper ? "au-dessus" : "au-dessous") de \(limit) (\(bound))"
            )
        }
    }

    /// Documents are counted by the subject of the sentence, so the number stands alone.
    private static func text(
        _ value: Double, _ unit: MeasurementUnit, apartFrom others: [Double], _ language: Language
    ) -> String {
        unit == .documents
            ? language.numbers.number(value, places: 1)
            : language.numbers.measurement(value, unit, apartFrom: others)
    }

    /// A result for a check that could not be measured.
    static func notEvaluated(
        _ input: CheckInput, kind: String, unit: MeasurementUnit, thresholds: Thresholds, reason: Phrase,
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
                    reason: Phrase(
                        "there are no documents, and allow_empty says that this is fine",
                        "il n’y a aucun document, et allow_empty dit que c’est normal"), value: nil, unit: unit,
                    thresholds: thresholds))
        }
        return notEvaluated(
            input, kind: kind, unit: unit, thresholds: thresholds,
            reason: Phrase(
                "there are no documents: the collection is empty, or the filter matches none; if that is expected, say "
                    + "allow_empty in a volume check per: run",
                "il n’y a aucun document : la collection est vide, ou le filtre n’en retient aucun ; si c’est attendu, écrivez "
                    + "allow_empty dans un contrôle volume avec per: run"))
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
    static let noThreshold = Phrase(
        "measured only: the check has no threshold", "mesuré seulement : le contrôle n’a pas de seuil")

    /// The reason of a check whose analyzer has left nothing.
    static let notScanned = Phrase("it was not scanned", "il n’a pas été parcouru")

    /// The reason of a check that only history could judge.
    static let noHistory = Phrase(
        "no history is kept (--history none), so there is nothing to compare with",
        "aucun historique n’est tenu (--history none), il n’y a donc rien à quoi comparer")

    /// The reason of a check whose history failed.
    static func unreadableHistory(_ error: HistoryError) -> Phrase {
        Phrase("the history could not be read: \(error)", "l’historique n’a pas pu être lu : \(error)")
    }

    /// No document has some paths.
    static func unseen(_ names: String, mayBeEmptyArray: Bool = false) -> Phrase {
        Phrase(
            "no document has \(names); check the spelling of the path"
                + (mayBeEmptyArray ? " (or every array is empty)" : ""),
            "aucun document n’a \(names) ; vérifiez l’orthographe du chemin"
                + (mayBeEmptyArray ? " (ou tous les tableaux sont vides)" : ""))
    }
}
