package import AuditModel

/// What a report says of its privacy, for people.
extension RunReport {
    /// Names and texts for a list of facts; none for reports of versions that did not say.
    package func privacyFacts(in language: Language) -> [(name: String, text: String)] {
        privacy?.facts(in: language) ?? []
    }
}

extension ReportPrivacy {
    fileprivate func facts(in language: Language) -> [(name: String, text: String)] {
        var facts = [(name: language("Values", "Valeurs"), text: valuesText(in: language))]
        if !sensitiveFields.isEmpty {
            let withheld = texts.reduce(0) { $0 + $1.withheld }
            let names = sensitiveFields.map(VisibleText.of).joined(separator: ", ")
            facts.append(
                (
                    name: language("Sensitive fields", "Champs sensibles"),
                    text: language(
                        "\(names): \(Self.values(withheld, language)) withheld",
                        "\(names)\u{202F}: \(Self.values(withheld, language)) \(withheld < 2 ? "tue" : "tues")")
                ))
        }
        facts.append(
            (
                name: language("Always shown", "Toujours affichés"),
                text: segmentNames == nil
                    ? language("the _ids of documents", "les _id des documents")
                    : language(
                        "the _ids of documents and the names of segments",
                        "les _id des documents et les noms des segments")
            ))
        return facts
    }

    private func valuesText(in language: Language) -> String {
        let shown = texts.reduce(0) { $0 + $1.shown }
        let masked = texts.reduce(0) { $0 + $1.masked }
        return switch values {
        case .shown:
            language(
                "\(Self.values(shown, language)) shown, as --show-values asks",
                "\(Self.values(shown, language)) \(shown < 2 ? "affichée" : "affichées"), comme --show-values le demande"
            )
        case .masked:
            language(
                "\(Self.values(masked, language)) masked: type and shape are said",
                "\(Self.values(masked, language)) \(masked < 2 ? "masquée" : "masquées")\u{202F}: seuls le type et la forme sont dits"
            )
        }
    }

    private static func values(_ count: Int, _ language: Language) -> String {
        let number = language.numbers.count(Int64(count))
        return language(
            count == 1 ? "\(number) value" : "\(number) values", count < 2 ? "\(number) valeur" : "\(number) valeurs")
    }
}
