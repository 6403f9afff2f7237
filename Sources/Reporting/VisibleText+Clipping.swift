extension VisibleText {
    /// The same text where it has at most so many code points, else its beginning with an ellipsis.
    ///
    /// Code points and not characters, because a thousand accents on one letter are one character.
    package static func of(_ text: String, atMost limit: Int) -> String {
        let scalars = text.unicodeScalars
        guard let end = scalars.index(scalars.startIndex, offsetBy: limit, limitedBy: scalars.endIndex),
            end < scalars.endIndex
        else { return of(text) }
        return of(String(scalars[..<end])) + "…"
    }
}
