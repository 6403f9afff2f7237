/// A sentence for people, in each language.
///
/// What cannot be translated here, such as what a server said, is English only.
package struct Phrase: Hashable, Sendable {
    package var english: String
    /// nil where only the English is known.
    package var french: String?

    package init(_ english: String, _ french: String?) {
        self.english = english
        self.french = french
    }

    /// Makes the same text of each language's own words.
    package init(_ text: (Language) -> String) {
        self.init(text(.english), text(.french))
    }

    package func text(in language: Language) -> String { language(english, french ?? english) }

    /// Whether the text is not that of another language.
    package func isTranslated(to language: Language) -> Bool { language(true, french != nil) }

    /// Sentences beside each other; nil where there is none. A language that one of them lacks shows that one in English.
    package static func joined(_ phrases: [Phrase]) -> Phrase? {
        guard !phrases.isEmpty else { return nil }
        let english = phrases.map(\.english).joined(separator: "; ")
        let isKnown = phrases.contains { $0.french != nil }
        return Phrase(english, isKnown ? phrases.map { $0.french ?? $0.english }.joined(separator: " ; ") : nil)
    }
}
