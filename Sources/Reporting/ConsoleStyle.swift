import AuditModel

/// A status as a word of a fixed width and a colour.
struct ConsoleStyle {
    let word: String
    /// The parameters of an SGR escape sequence.
    let colour: String

    /// Columns of the longest word.
    static func width(_ language: Language) -> Int { language(5, 6) }

    init(_ status: CheckStatus, _ language: Language) {
        switch status {
        case .pass: (word, colour) = (language("PASS", "RÉUSSI"), "32")
        case .warn: (word, colour) = (language("WARN", "ALERTE"), "33")
        case .fail: (word, colour) = (language("FAIL", "ÉCHEC"), "1;31")
        case .learning: (word, colour) = (language("LEARN", "APPR."), "36")
        case .notEvaluated: (word, colour) = (language("ERROR", "ERREUR"), "1;35")
        }
    }

    init(_ status: RunStatus, _ language: Language) {
        switch status {
        case .pass: self.init(CheckStatus.pass, language)
        case .warn: self.init(CheckStatus.warn, language)
        case .fail: self.init(CheckStatus.fail, language)
        case .incomplete: self.init(CheckStatus.notEvaluated, language)
        }
    }
}
