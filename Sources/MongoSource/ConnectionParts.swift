/// A connection string cut at its delimiters, before anything is decoded.
struct ConnectionParts {
    /// One `name=value` behind the question mark.
    struct Option {
        let name: String
        let value: String
    }

    /// Between scheme and path: credentials and hosts.
    let authority: Substring.UTF8View
    /// From the slash up to the options.
    let path: Substring.UTF8View
    let options: [Option]

    /// Cuts after the scheme at the first `/`, `?` or `#`.
    init(of text: String) {
        let bytes = text[...].utf8
        var start = bytes.startIndex
        if let scheme = text.firstRange(of: "://") { start = scheme.upperBound }
        let rest = bytes[start...]
        let authorityEnd = rest.firstIndex { "/?#".utf8.contains($0) } ?? rest.endIndex
        authority = rest[..<authorityEnd]
        let tail = rest[authorityEnd...]
        let pathEnd = tail.firstIndex(of: UInt8(ascii: "?")) ?? tail.endIndex
        path = tail[..<pathEnd]
        options = tail[pathEnd...].dropFirst().split { "&;".utf8.contains($0) }.map { option in
            let sign = option.firstIndex(of: UInt8(ascii: "=")) ?? option.endIndex
            return Option(
                name: String(decoding: option[..<sign], as: UTF8.self),
                value: String(decoding: option[sign...].dropFirst(), as: UTF8.self))
        }
    }

    /// User and password as written; nil where there is none.
    var credentials: (user: String?, password: String?) {
        guard let sign = authority.lastIndex(of: UInt8(ascii: "@")) else { return (nil, nil) }
        let whole = authority[..<sign]
        let colon = whole.firstIndex(of: UInt8(ascii: ":"))
        let password = colon.map { String(decoding: whole[$0...].dropFirst(), as: UTF8.self) }
        return (String(decoding: whole[..<(colon ?? whole.endIndex)], as: UTF8.self), password)
    }

    /// A text with its percent escapes resolved; a broken escape stays as it is.
    static func decoded(_ text: String) -> String {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16),
                rest.count >= 2
            {
                bytes.append(code)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
