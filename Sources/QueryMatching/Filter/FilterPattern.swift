import RawBSON

/// A regular expression of a filter: its pattern and the options `i`, `m`, `s` and `x`, sorted as drivers send them.
struct FilterPattern: Hashable, Sendable {
    let pattern: String
    let options: String

    /// nil when an option is none, or the pattern holds a zero character.
    init?(_ pattern: String, options: String) {
        guard options.allSatisfy({ "imsxu".contains($0) }), !pattern.utf8.contains(0) else { return nil }
        self.pattern = pattern
        self.options = String(Set(options).sorted())
    }

    /// nil for a value that is no regular expression.
    init?(_ value: BSONValue) {
        guard value.type == 0x0B else { return nil }
        let parts = value.bytes.split(separator: 0, omittingEmptySubsequences: false)
        guard parts.count >= 2 else { return nil }
        self.init(String(decoding: parts[0], as: UTF8.self), options: String(decoding: parts[1], as: UTF8.self))
    }

    var value: BSONValue {
        BSONValue(type: 0x0B, bytes: Array(pattern.utf8) + [0] + Array(options.utf8) + [0])
    }
}
