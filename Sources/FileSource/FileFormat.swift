/// What the end of a file's name says about its contents.
package struct FileFormat: Hashable, Sendable {
    package enum Encoding: Hashable, Sendable {
        /// Documents as MongoDB stores them, back to back.
        case bson
        /// Extended JSON: one document a line, documents one after the other, or one array.
        case json
    }

    package let encoding: Encoding
    /// Whether gzip comes on top.
    package let isCompressed: Bool

    /// Every suffix that is understood.
    package static let suffixes = plainSuffixes.flatMap { [$0.suffix, $0.suffix + ".gz"] }

    private static let plainSuffixes: [(suffix: String, encoding: Encoding)] = [
        (".bson", .bson), (".json", .json), (".jsonl", .json), (".ndjson", .json),
    ]

    /// The format of a file, nil for an unknown suffix. Upper case is the same.
    package init?(path: String) {
        let name = path.lowercased()
        isCompressed = name.hasSuffix(".gz")
        let inner = isCompressed ? name.dropLast(3) : name[...]
        guard let known = Self.plainSuffixes.first(where: { inner.hasSuffix($0.suffix) }) else { return nil }
        encoding = known.encoding
    }

    /// The file's name without folders and suffix: the collection's name in a dump.
    func stem(of path: String) -> String {
        let name = path.split(separator: "/").last ?? ""
        let inner = isCompressed ? name.dropLast(3) : name
        guard let dot = inner.lastIndex(of: "."), dot > inner.startIndex else { return String(inner) }
        return String(inner[..<dot])
    }
}
