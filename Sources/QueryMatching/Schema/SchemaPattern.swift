/// A pattern of `pattern` or `patternProperties`.
struct SchemaPattern: Hashable, Sendable {
    let text: String
    /// Keys are searched byte by byte, texts character by character: `^.$` finds `é` as a text, and not as a key.
    let isForKeys: Bool

    /// - Throws: ``PatternError`` when it is no pattern.
    func expression() throws(PatternError) -> RegularExpression {
        try RegularExpression(text, units: isForKeys ? .bytes : .characters)
    }
}
