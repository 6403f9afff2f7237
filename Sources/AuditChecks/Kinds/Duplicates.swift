package import AuditModel
package import ScanEngine

/// `duplicates`: how many documents repeat the key of another.
package struct Duplicates: CheckKind, Hashable {
    package static let name = "duplicates"

    package static let help = KindHelp(
        summary: "Share of documents whose key another document has already; exact, compared as MongoDB compares",
        keys: [
            SuiteKey(
                "key",
                meaning:
                    "one or more paths, or mappings { field, trim, ignore_case, collapse_spaces, nfc, sensitive } that "
                    + "make texts alike", .listOrOne(.anyOf([.path, .mapping(partKeys)]), atLeast: 1), required: true),
            .missingValues,
        ],
        example: """
            - duplicates:
                key: [{ field: url, trim: true, ignore_case: true }]
                fail_above: 5%
            """)

    package static let thresholdUnits: ThresholdUnits = { $0.isUpper ? [.percent, .documents] : [] }

    package static let anomalyUnits: [MeasurementUnit] = [.percent, .documents]

    private static let partKeys: [SuiteKey] = [
        .field("a path that names one value of a document"),
        SuiteKey("trim", meaning: "true: white space around a text makes no difference", .flag),
        SuiteKey("ignore_case", meaning: "true: capitals make no difference", .flag),
        SuiteKey("collapse_spaces", meaning: "true: several spaces are one", .flag),
        SuiteKey("nfc", meaning: "true: texts are compared in Unicode's form NFC", .flag), .sensitive,
    ]

    package let key: [KeyPart]
    package let missing: MissingValues
    package let thresholds: Thresholds
    package let sensitiveFields: [FieldPath]

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> Duplicates? {
        let missing = context.missingValues.union(reader.missingValues())
        let thresholds = reader.thresholds(thresholdUnits)
        guard let nodes = reader.requiredNode("key").map({ reader.list("key") ?? [$0] }) else { return nil }
        if nodes.isEmpty { reader.report("'key' lists no field", at: reader.node("key")?.position) }
        var parts: [KeyPart] = []
        var sensitive: [FieldPath] = []
        for node in nodes {
            guard let part = decodePart(node, reader, &sensitive) else { continue }
            if part.field.isRepeated {
                reader.report(
                    "a key must name one value of a document, and '\(part.field)' names several", at: node.position)
            } else if parts.contains(where: { $0.field == part.field }) {
                reader.report("field '\(part.field)' stands twice in 'key'", at: node.position)
            } else {
                parts.append(part)
            }
        }
        return Duplicates(key: parts, missing: missing, thresholds: thresholds, sensitiveFields: sensitive)
    }

    private static func decodePart(
        _ node: ConfigNode, _ reader: MappingReader, _ sensitive: inout [FieldPath]
    ) -> KeyPart? {
        guard case .mapping = node.content else { return reader.path(of: node).map { KeyPart(field: $0) } }
        guard let nested = MappingReader(node, subject: "a part of a key", log: reader.log) else { return nil }
        let path = nested.requiredNode("field").flatMap { nested.path(of: $0) }
        let trim = nested.bool("trim") ?? false
        let ignoreCase = nested.bool("ignore_case") ?? false
        let collapseSpaces = nested.bool("collapse_spaces") ?? false
        let normalize = nested.bool("nfc") ?? false
        sensitive += nested.sensitiveFields(path)
        nested.finish()
        guard let path else { return nil }
        var part = KeyPart(field: path)
        part.trim = trim
        part.ignoreCase = ignoreCase
        part.collapseSpaces = collapseSpaces
        part.normalize = normalize
        return part
    }

    private var analyzer: DuplicatesAnalyzer { DuplicatesAnalyzer(key: key, missing: missing) }

    package var unit: MeasurementUnit { thresholds.all.first?.threshold.unit ?? .percent }

    package func analyzers(_ context: AnalysisContext) -> [any Analyzer] { [analyzer] }

    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        if let empty = Judgement.empty(input, kind: Self.name, unit: unit, thresholds: thresholds) { return empty }
        let state = input.states.state(of: analyzer) ?? analyzer.makeState()
        let distinct: Int
        do throws(SpillFault) {
            distinct = try state.fingerprints.distinctCount()
        } catch {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: Phrase(error.message, nil))
        }
        let documents = state.fingerprints.count
        let name = key.map(\.field.description).joined(separator: ", ")
        guard documents > 0 else {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds,
                reason: state.sawPath
                    ? Phrase(
                        "no document has a complete key (\(name)): a part is missing in every one",
                        "aucun document n’a de clé complète (\(name)) : il manque une partie dans chacun")
                    : Judgement.unseen("'\(name)'"))
        }
        let repeated = documents - distinct
        let rate = 100 * Double(repeated) / Double(documents)
        let breach = thresholds.judge { $0.unit == .percent ? rate : Double(repeated) }
        var reason = breach.map {
            Judgement.sentence(
                $0,
                of: $0.threshold.unit == .percent
                    ? Phrase("duplicate rate", "taux de doublons") : Phrase("repeated documents", "documents répétés"))
        }
        if breach == nil, thresholds.isEmpty { reason = Judgement.noThreshold }
        var result = CheckResult(
            id: input.id, kind: Self.name, description: input.description, status: breach?.status ?? .pass,
            reason: reason, value: unit == .percent ? rate : Double(repeated), unit: unit, thresholds: thresholds,
            details: CheckDetails(measurements: [
                NamedMeasurement("duplicate_rate", rate, .percent),
                NamedMeasurement("duplicate_documents", Double(repeated), .documents),
                NamedMeasurement("documents_with_key", Double(documents), .documents),
                NamedMeasurement("distinct_keys", Double(distinct), .count),
                NamedMeasurement("documents_without_key", Double(state.withoutKey), .documents),
            ]))
        if repeated > 0, input.segment == nil {
            addEvidence(state.sample.findings(most: Self.shownGroups), distinct, input, to: &result)
        } else if repeated > 0 {
            result.details.groupsNote = "the documents are named in the result for all segments together"
        }
        return CheckOutcome(
            result: result,
            gauges: [
                Gauge(
                    "duplicate_rate", help: "Share of documents that repeat the key of another, in percent.",
                    labels: [.init("check", input.id)], value: rate)
            ])
    }

    private static let shownGroups = 10

    /// Names the documents of the largest groups, and says what part of the keys they were looked for in.
    private func addEvidence(
        _ findings: DuplicateSample.Findings, _ distinct: Int, _ input: CheckInput, to result: inout CheckResult
    ) {
        let name = key.map(\.field.description).joined(separator: ", ")
        let disclosures = key.map { input.context.disclosure(of: $0.field) }
        let withheld = disclosures.count { $0 == .withheld }
        for (index, group) in findings.groups.enumerated() {
            let number = index + 1
            result.details.groups.append(
                DuplicateGroup(
                    documents: group.documents,
                    key: zip(group.parts, disclosures).map { ShownValue.text($0, $1) },
                    withheld: withheld == 0 ? nil : withheld))
            result.evidence += group.ids.map { id in
                Evidence(id: ValueText.text(of: id, .canonical), about: name, group: number)
            }
            let isAll = group.documents == Int64(group.ids.count)
            // The value of the key finds the others too, but stands in the filter.
            let byKey =
                !isAll && disclosures.allSatisfy({ $0 == .shown }) && input.coversCollection
                ? EvidenceText.filter(key: key, equals: group.parts) : nil
            result.details.filters.append(
                EvidenceFilter(
                    about: name, group: number, filter: byKey ?? EvidenceText.filter(ids: group.ids),
                    finds: isAll || byKey != nil ? .all : .examples))
        }
        guard !findings.isComplete else { return }
        let sample =
            "a sample of \(NumberText.english.count(Int64(findings.keys))) of \(NumberText.english.count(Int64(distinct))) keys"
        result.details.groupsNote =
            findings.groups.isEmpty
            ? "documents repeat keys, but none of those in \(sample)"
            : "the groups are the largest of \(sample)"
    }
}
