/// Canonical Extended JSON as people write it in mongosh.
enum ShellText {
    /// How a type is written: what stands before and after the content, in Extended JSON and in mongosh.
    private static let wrappers: [(before: String, after: String, shell: (before: String, after: String))] = [
        (#"{"$numberInt":""#, #""}"#, ("", "")), (#"{"$numberDouble":""#, #""}"#, ("", "")),
        (#"{"$numberLong":""#, #""}"#, (#"NumberLong(""#, #"")"#)),
        (#"{"$numberDecimal":""#, #""}"#, (#"NumberDecimal(""#, #"")"#)),
        (#"{"$date":{"$numberLong":""#, #""}}"#, ("new Date(", ")")), (#"{"$oid":""#, #""}"#, (#"ObjectId(""#, #"")"#)),
    ]

    /// `{"$oid":"65f0…"}` as `ObjectId("65f0…")`, numbers plain; what has no shorter form stays.
    static func of(extendedJSON text: String) -> String {
        var result = ""
        var rest = text[...]
        // A quotation mark within a text is escaped, so that no text looks like a wrapper.
        while let brace = rest.firstIndex(of: "{") {
            result += rest[..<brace]
            rest = rest[brace...]
            if let (content, end, shell) = wrapped(rest) {
                result += shell.before + content + shell.after
                rest = rest[end...]
            } else {
                result += "{"
                rest = rest.dropFirst()
            }
        }
        return result + rest
    }

    private static func wrapped(
        _ text: Substring
    ) -> (content: Substring, end: Substring.Index, shell: (before: String, after: String))? {
        for wrapper in wrappers where text.hasPrefix(wrapper.before) {
            let inner = text.dropFirst(wrapper.before.count)
            guard let quote = inner.firstIndex(of: "\""), inner[quote...].hasPrefix(wrapper.after) else { return nil }
            return (inner[..<quote], inner.index(quote, offsetBy: wrapper.after.count), wrapper.shell)
        }
        return nil
    }
}
