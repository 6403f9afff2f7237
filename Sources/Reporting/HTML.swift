import AuditModel

/// A piece of a page.
///
/// Text that is put into a literal is made visible and escaped; pieces are put in as they are. So a text from outside cannot become
/// markup by being forgotten.
struct HTML: ExpressibleByStringInterpolation {
    let text: String

    init(stringLiteral text: String) { self.text = text }
    init(stringInterpolation: Interpolation) { text = stringInterpolation.text }

    /// Pieces one after another.
    init(_ pieces: some Sequence<HTML>) {
        var text = ""
        for piece in pieces { text += piece.text }
        self.text = text
    }

    /// What is markup already.
    init(markup text: String) { self.text = text }

    struct Interpolation: StringInterpolationProtocol {
        var text = ""

        init(literalCapacity: Int, interpolationCount: Int) {
            text.reserveCapacity(literalCapacity + 24 * interpolationCount)
        }

        mutating func appendLiteral(_ literal: String) { text += literal }
        mutating func appendInterpolation(_ value: String) { HTMLText.append(value, to: &text) }
        mutating func appendInterpolation(_ value: Int) { text += String(value) }
        mutating func appendInterpolation(_ piece: HTML) { text += piece.text }

        /// Nothing where there is no piece.
        mutating func appendInterpolation(_ piece: HTML?) { if let piece { text += piece.text } }
        mutating func appendInterpolation(_ pieces: [HTML]) { for piece in pieces { text += piece.text } }
    }
}

extension HTML {
    /// A name from outside, on its own in the order of reading; a long one is cut, to be shown in full elsewhere.
    static func name(_ text: String) -> HTML {
        guard let start = VisibleText.start(of: text) else { return "<bdi>\(text)</bdi>" }
        return "<bdi>\(start)…</bdi>"
    }

    /// A name from outside where there is room for all of it: a long one can be unfolded. Not for places within a line.
    static func wholeName(_ text: String, _ language: Language) -> HTML {
        guard VisibleText.start(of: text) != nil else { return name(text) }
        let size = language.numbers.count(Int64(text.unicodeScalars.count))
        return """
            <details class="long"><summary>\(name(text)) <small>\(language("\(size) characters", "\(size) caractères"))</small></summary><bdi>\(text)</bdi></details>
            """
    }

    /// A text that is known in English only, where the page is in another language.
    static func english(_ text: String, _ language: Language) -> HTML {
        language == .english ? "\(text)" : "<span lang=\"en\">\(text)</span>"
    }

    static func phrase(_ phrase: Phrase, _ language: Language) -> HTML {
        phrase.isTranslated(to: language) ? "\(phrase.text(in: language))" : english(phrase.english, language)
    }

    /// The mark of a status. Its word stands beside it.
    static func icon(_ styleClass: String) -> HTML {
        "<svg class=\"icon\" aria-hidden=\"true\"><use href=\"#icon-\(styleClass)\"/></svg>"
    }

    static func badge(_ status: CheckStatus, _ language: Language) -> HTML {
        "<span class=\"badge \(status.styleClass)\">\(icon(status.styleClass))\(status.label(in: language))</span>"
    }
}
