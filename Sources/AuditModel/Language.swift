/// A language that people read reports in.
///
/// Both wordings stand beside each other where a text is made, so that none can be forgotten: `language("Checks", "Contrôles")`.
/// JSON, gauges and messages on stderr are for programs and logs: they stay English.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case english = "en"
    case french = "fr"

    /// The wording of this language.
    package func callAsFunction<Wording>(
        _ english: @autoclosure () -> Wording, _ french: @autoclosure () -> Wording
    ) -> Wording {
        switch self {
        case .english: english()
        case .french: french()
        }
    }

    /// Numbers and dates as this language writes them.
    package var numbers: NumberText { NumberText(language: self) }

    /// The language of a locale name as in `LANG`: `fr_FR.UTF-8`, `fr`, `fr-CA`; nil for one that is not spoken here, and for `C`.
    package init?(locale: String) {
        let name = locale.prefix { $0 != "_" && $0 != "-" && $0 != "." && $0 != "@" }.lowercased()
        guard let language = Language(rawValue: name) else { return nil }
        self = language
    }
}
