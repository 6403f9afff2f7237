/// The JSON parser's complaint about a document, without anything of the document.
struct JSONFault: Equatable {
    /// What is wrong.
    let reason: String
    /// Where in the document's text, when the parser knows.
    let offset: Int?

    /// Reads the parser's message, which quotes the text that it complains about.
    init(message: String) {
        if let syntax = Self.syntax(message) {
            self = syntax
        } else if let dateReason = Self.tail(of: message, behind: " as date: ") {
            self.init(reason: "a date is not readable: \(dateReason)", offset: nil)
        } else if message.hasPrefix("Missing ") {
            // These name operators such as $binary only.
            self.init(reason: message, offset: nil)
        } else {
            self.init(reason: Self.withoutQuotes(message), offset: nil)
        }
    }

    private init(reason: String, offset: Int?) {
        self.reason = reason
        self.offset = offset
    }

    /// `Got parse error at "x", position 12: "TRAILING_COMMA"`.
    private static func syntax(_ message: String) -> JSONFault? {
        guard message.hasPrefix("Got parse error"), let rest = tail(of: message, behind: ", position ") else {
            return nil
        }
        let digits = rest.prefix { $0.isNumber }
        let words = rest.drop { $0 != "\"" }.filter { $0 != "\"" }.split(separator: "_").joined(separator: " ")
        return JSONFault(reason: words.isEmpty ? "a syntax error" : words.lowercased(), offset: Int(digits))
    }

    private static func tail(of message: String, behind mark: String) -> String? {
        message.ranges(of: mark).last.map { String(message[$0.upperBound...]) }
    }

    private static func withoutQuotes(_ message: String) -> String {
        guard let first = message.firstIndex(of: "\""), let last = message.lastIndex(of: "\"") else {
            return message.isEmpty ? "the document is not complete" : message
        }
        return message[..<first] + "…" + message[last...].dropFirst()
    }
}
