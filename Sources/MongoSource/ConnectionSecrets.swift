/// What of a connection string must never be shown.
struct ConnectionSecrets: Sendable {
    /// Options whose values are secret, in lower case.
    static let optionNames: Set<String> = [
        "authmechanismproperties", "proxypassword", "proxyusername", "sslclientcertificatekeypassword",
        "tlscertificatekeyfilepassword",
    ]

    /// Longest first, so that a secret inside another one does not leave its ends standing.
    private let words: [String]

    init(of parts: ConnectionParts) {
        var found = [parts.credentials.user, parts.credentials.password].compactMap(\.self)
        for option in parts.options where Self.optionNames.contains(option.name.lowercased()) {
            found.append(option.value)
            for property in ConnectionParts.decoded(option.value).split(separator: ",") {
                found.append(String(property.drop { $0 != ":" }.dropFirst()))
            }
        }
        let all = Set(found + found.map(ConnectionParts.decoded))
        words = all.filter { !$0.isEmpty }.sorted { ($1.utf8.count, $0) < ($0.utf8.count, $1) }
    }

    /// Replaces each secret in a text that comes from the driver or a server.
    ///
    /// Secrets of less than four characters only where they stand alone: a user `a` would otherwise make every sentence unreadable.
    func scrub(_ text: String) -> String {
        words.reduce(text) { text, word in
            let standsAlone = word.count < 4
            var result = ""
            var rest = text[...]
            while let found = rest.firstRange(of: word) {
                let before = text[..<found.lowerBound].last
                let after = text[found.upperBound...].first
                let inWord = standsAlone && (Self.joins(before) || Self.joins(after))
                result += rest[..<found.lowerBound] + (inWord ? rest[found] : "***")
                rest = rest[found.upperBound...]
            }
            return result + rest
        }
    }

    private static func joins(_ character: Character?) -> Bool {
        character.map { $0.isLetter || $0.isNumber } ?? false
    }
}
