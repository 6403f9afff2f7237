/// Text from outside, made harmless for Markdown as GitHub and GitLab read it.
enum MarkdownText {
    /// The text as itself: no markup, no HTML, no link, no mention of a person or an issue.
    ///
    /// Punctuation is escaped. What platforms look for after that, in the finished text, is broken by a space of no width: `@name`,
    /// `#12`, `://`, `www.`
    static func escaped(_ text: String) -> String {
        var escaped = ""
        var rest = VisibleText.of(text).unicodeScalars[...]
        while let scalar = rest.first {
            rest = rest.dropFirst()
            if markup.contains(scalar) { escaped.append("\\") }
            escaped.unicodeScalars.append(scalar)
            let isReference = references.contains(scalar) && rest.first?.properties.isWhitespace == false
            let isAddress = scalar == "." && escaped.suffix(5).lowercased() == "www\\."
            if isReference || isAddress { escaped += "&#8203;" }
        }
        return escaped
    }

    /// A name as code, within a table too: platforms look for nothing in it.
    static func code(_ text: String) -> String {
        let visible = VisibleText.of(text)
        let isPlain = !visible.contains(where: { "`|\\".contains($0) }) && visible.contains { $0 != " " }
        if isPlain { return "`\(visible)`" }
        var entities = ""
        for scalar in visible.unicodeScalars {
            if punctuation.contains(scalar) {
                entities += "&#\(scalar.value);"
            } else {
                entities.unicodeScalars.append(scalar)
            }
        }
        return "<code>\(entities)</code>"
    }

    /// All of ASCII's punctuation.
    private static let punctuation = Set("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~".unicodeScalars)

    /// What Markdown gives a meaning to.
    private static let markup = Set("!#$&()*+-.:<>@[\\]^_`{|}~".unicodeScalars)

    /// What begins a mention of somebody or something: a person, an issue, a merge request, a label, a milestone, a snippet, an emoji or
    /// the rest of an address.
    private static let references = Set("@#!~%$&:".unicodeScalars)
}
