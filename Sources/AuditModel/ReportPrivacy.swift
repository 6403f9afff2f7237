/// What a report shows of documents and what it does not: `privacy` in the JSON report.
package struct ReportPrivacy: Hashable, Sendable, Codable {
    /// Whether values are shown: the run was asked to with `--show-values`.
    package var values: Visibility
    /// The fields whose values are not even shown then, in alphabetical order.
    package var sensitiveFields: [String]
    /// The texts that come from values of documents, by what they are.
    package var texts: [Text]
    /// `_id`s, which name documents: always shown.
    package var documentIDs: Visibility
    /// Values of the fields that segments are named by: always shown; nil where there are no segments.
    package var segmentNames: Visibility?

    package enum Visibility: String, Hashable, Sendable, Codable, CaseIterable { case shown, masked }

    /// Texts of one kind, counted.
    package struct Text: Hashable, Sendable, Codable {
        package var kind: Kind
        /// Those that say the value.
        package var shown: Int
        /// Those that say its type and shape.
        package var masked: Int
        /// Those that say its type alone, because the field is sensitive.
        package var withheld: Int

        package init(_ kind: Kind, shown: Int, masked: Int, withheld: Int) {
            self.kind = kind
            self.shown = shown
            self.masked = masked
            self.withheld = withheld
        }

        package enum Kind: String, Hashable, Sendable, Codable, CaseIterable {
            /// The value that is wrong in a document named as evidence.
            case evidence
            /// A part of the key that a group of duplicates shares.
            case duplicateKey = "duplicate_key"
        }
    }

    /// Counts what checks say.
    package init(
        of checks: [CheckResult], showsValues: Bool, sensitive: SensitiveFields, isSegmented: Bool
    ) {
        let evidence = checks.flatMap(\.evidence).filter { $0.value != nil }
        let groups = checks.flatMap(\.details.groups)
        let parts = groups.reduce(0) { $0 + $1.key.count }
        func text(_ kind: Text.Kind, all: Int, withheld: Int) -> Text {
            let rest = all - withheld
            return Text(kind, shown: showsValues ? rest : 0, masked: showsValues ? 0 : rest, withheld: withheld)
        }
        values = showsValues ? .shown : .masked
        sensitiveFields = sensitive.paths.map(\.description)
        texts = [
            text(.evidence, all: evidence.count, withheld: evidence.count(where: \.isWithheld)),
            text(.duplicateKey, all: parts, withheld: groups.reduce(0) { $0 + ($1.withheld ?? 0) }),
        ]
        documentIDs = .shown
        segmentNames = isSegmented ? .shown : nil
    }

    private enum CodingKeys: String, CodingKey {
        case values, texts
        case sensitiveFields = "sensitive_fields"
        case documentIDs = "document_ids"
        case segmentNames = "segment_names"
    }
}
