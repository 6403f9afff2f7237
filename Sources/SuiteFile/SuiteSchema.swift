import AuditChecks
import AuditModel

/// The JSON Schema of the suite language, draft 7: the newest that all releases of the YAML language server read.
///
/// It says which keys there are, which are needed, and the form of what stands under them. It knows neither operators of filters, nor what
/// one key means for another, nor names and files: that is `dqaudit validate`'s business.
package enum SuiteSchema {
    /// As text, with a final newline.
    package static var text: String { tree(CheckRegistry.all).formatted }

    static func tree(_ kinds: [any CheckKind.Type]) -> JSONTree {
        var members: [JSONTree.Member] = [
            .init("$schema", "http://json-schema.org/draft-07/schema#"),
            .init("title", "Suite of dqaudit"),
            .init("description", "What to audit and how to judge it. dqaudit validate says more than this schema can."),
        ]
        if case .object(let own) = SuiteShape.object(keys(kinds)) { members += own }
        return .object(members)
    }

    /// The keys of a suite.
    private static func keys(_ kinds: [any CheckKind.Type]) -> [SuiteKey] {
        [
            SuiteKey(
                "version", meaning: "the version of the suite language: \(SuiteDecoder.version)",
                .constant(SuiteDecoder.version), required: true),
            SuiteKey(
                "suite", meaning: "the name in reports, history and gauges; by default the file's",
                .text(pattern: "^[A-Za-z0-9][A-Za-z0-9._-]{0,\(SuiteDecoder.maximumNameLength - 1)}$")),
            SuiteKey(
                "source", meaning: "which collection, and which of its documents", .mapping(sourceKeys), required: true),
            SuiteKey(
                "timezone",
                meaning: "a name such as Africa/Tunis: of days, and of times without a zone; UTC by default",
                .text()),
            SuiteKey(
                "missing_values", meaning: "texts and numbers that count as missing in every check",
                .listOrOne(.anyOf([.string(), .number]))),
            SuiteKey(
                "sensitive",
                meaning: "fields whose values no output shows, not even with --show-values; what is below them, too",
                .listOrOne(.path)),
            SuiteKey(
                "segment_by", meaning: "a field, or two, by whose values every check is computed apart",
                .anyOf([segmentFields, .mapping(segmentKeys)])),
        ] + [SuiteKey("checks", meaning: "what to measure", .list(.oneKind(kinds), atLeast: 1), required: true)]
    }

    private static let sourceKeys = [
        SuiteKey("database", meaning: "the database; ${NAME:-default} reads the environment", .path, required: true),
        SuiteKey("collection", meaning: "the collection", .path, required: true),
        SuiteKey("filter", meaning: "a MongoDB filter: audits only the documents that match it", .filter),
    ]

    private static let segmentFields = SuiteShape.listOrOne(.path, atLeast: 1, atMost: 2)

    private static let segmentKeys = [
        SuiteKey("fields", meaning: "a field, or two", segmentFields, required: true),
        SuiteKey("expected", meaning: "segments that must have documents", .listOrOne(.text())),
    ]
}

extension SuiteShape {
    /// An element of `checks`: a mapping whose one key is the kind.
    fileprivate static func oneKind(_ kinds: [any CheckKind.Type]) -> SuiteShape {
        .oneOf(
            kinds.map { kind in
                let keys = kind.allKeys
                let mapping = SuiteShape.mapping(keys)
                // Where nothing is required, nothing need stand after the colon.
                let shape = keys.contains(where: \.isRequired) ? mapping : .anyOf([mapping, .nothing])
                return SuiteKey(kind.name, meaning: kind.help.summary, shape)
            })
    }
}

extension CheckKind {
    /// Every key of a check of this kind.
    fileprivate static var allKeys: [SuiteKey] {
        let own = help.keys
        let known = Set(own.flatMap(\.names))
        let thresholds = SuiteKey.thresholds(thresholdUnits)
        let bounds = own.filter { key in key.names.contains { Thresholds.Bound(rawValue: $0) != nil } }
        let ofSegments = thresholds.filter { !known.contains($0.names[0]) } + bounds
        return own + thresholds.filter { !known.contains($0.names[0]) } + [
            SuiteKey(
                "id", meaning: "the check's name in reports and gauges; by default its kind, then \(name)-2 …",
                .text(pattern: "^[A-Za-z0-9._-]+$")),
            SuiteKey("description", meaning: "a sentence for people who read reports", .text()),
            SuiteKey("where", meaning: "a MongoDB filter: the check looks only at documents that match it", .filter),
            SuiteKey(
                "segments", meaning: "thresholds of single segments, such as { ldlc: { fail_below: 80% } }",
                .named(.mapping(ofSegments))),
        ] + [Anomaly.key(of: self)].compactMap { $0 }
    }
}
