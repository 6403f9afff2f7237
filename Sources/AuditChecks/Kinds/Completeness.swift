package import AuditModel
import RawBSON
package import ScanEngine

/// `completeness`: how many of the cells of some fields hold a value.
package struct Completeness: CheckKind, Hashable {
    package static let name = "completeness"

    package static let help = KindHelp(
        summary: "Share of cells that hold a value: not absent, null, NaN, blank or a placeholder",
        keys: [
            SuiteKey(
                "fields",
                meaning:
                    "paths, or mappings { field, type, warn_below, fail_below, sensitive }: a type is counted apart "
                    + "when it is wrong, a threshold of its own judges the field alone",
                .listOrOne(.anyOf([.path, .mapping(fieldKeys)]), atLeast: 1), required: true),
            .missingValues,
        ],
        example: """
            - completeness:
                fields: [name, price, specifications.cpu, { field: url, fail_below: 100% }]
                missing_values: [Unknown, N/A]
                warn_below: 95%
                fail_below: 90%
            """)

    package static let thresholdUnits: ThresholdUnits = { $0.isUpper ? [] : [.percent] }

    package static let anomalyUnits: [MeasurementUnit] = [.percent]

    private static let fieldKeys: [SuiteKey] =
        [
            .field("a path: price, specifications.cpu, offers[].price"),
            SuiteKey("type", meaning: TypeNames.meaning, TypeNames.shape), .sensitive,
        ] + SuiteKey.thresholds(thresholdUnits)

    /// One field of the check.
    package struct Field: Hashable, Sendable {
        package let path: FieldPath
        /// Type bytes that are right; nil: every type is.
        package let types: Set<UInt8>?
        package let thresholds: Thresholds
    }

    package let fields: [Field]
    package let missing: MissingValues
    package let thresholds: Thresholds
    package let sensitiveFields: [FieldPath]

    package var unit: MeasurementUnit { .percent }

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> Completeness? {
        let missing = context.missingValues.union(reader.missingValues())
        let thresholds = reader.thresholds(thresholdUnits)
        guard let nodes = reader.requiredNode("fields").map({ reader.list("fields") ?? [$0] }) else { return nil }
        var sensitive: [FieldPath] = []
        let fields = nodes.compactMap { decodeField($0, reader, &sensitive) }
        if nodes.isEmpty { reader.report("'fields' lists no field", at: reader.node("fields")?.position) }
        for (index, field) in fields.enumerated()
        where fields[..<index].contains(where: { $0.path == field.path }) && fields.count == nodes.count {
            reader.report("field '\(field.path)' stands twice in 'fields'", at: nodes[index].position)
        }
        return Completeness(fields: fields, missing: missing, thresholds: thresholds, sensitiveFields: sensitive)
    }

    private static func decodeField(
        _ node: ConfigNode, _ reader: MappingReader, _ sensitive: inout [FieldPath]
    ) -> Field? {
        guard case .mapping = node.content else {
            return reader.path(of: node).map { Field(path: $0, types: nil, thresholds: .none) }
        }
        guard let nested = MappingReader(node, subject: "a field of completeness", log: reader.log) else { return nil }
        let path = nested.requiredNode("field").flatMap { nested.path(of: $0) }
        let types = nested.node("type").flatMap { TypeNames.decode($0, nested) }
        sensitive += nested.sensitiveFields(path)
        let thresholds = nested.thresholds(thresholdUnits)
        nested.finish()
        return path.map { Field(path: $0, types: types, thresholds: thresholds) }
    }

    private var analyzer: CompletenessAnalyzer {
        CompletenessAnalyzer(fields: fields.map(\.path), missing: missing)
    }

    package func analyzers(_ context: AnalysisContext) -> [any Analyzer] { [analyzer] }

    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        if let empty = Judgement.empty(input, kind: Self.name, unit: unit, thresholds: thresholds) { return empty }
        guard let state = input.states.state(of: analyzer) else {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds, reason: Judgement.notScanned)
        }
        // Absent everywhere in one segment is what that segment is like; the whole shows whether the path exists.
        let measured = zip(fields, state.counts).map { Self.measure($0, $1, mayBeUnseen: input.segment != nil) }
        let documents = NamedMeasurement("documents", Double(state.documents), .documents)
        let complete = NamedMeasurement("complete_documents", Double(state.completeDocuments), .documents)
        let share = NamedMeasurement(
            "complete_documents_share", 100 * Double(state.completeDocuments) / Double(state.documents), .percent)
        let details = CheckDetails(measurements: [documents, complete, share], fields: measured)
        let unseen = measured.filter { $0.status == .notEvaluated }.map(\.field)
        if !unseen.isEmpty {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds,
                reason: Judgement.unseen(
                    Self.quoted(unseen), mayBeEmptyArray: unseen.contains { $0.contains("[]") }), details: details)
        }
        let cells = measured.reduce(0) { $0 + $1.cells }
        let present = measured.reduce(0) { $0 + $1.present }
        guard cells > 0 else {
            return Judgement.notEvaluated(
                input, kind: Self.name, unit: unit, thresholds: thresholds,
                reason: Phrase("every array is empty", "tous les tableaux sont vides"),
                details: details)
        }
        let value = 100 * Double(present) / Double(cells)
        let overall = thresholds.judge { $0.unit == .percent ? value : nil }
        let status = measured.reduce(overall?.status ?? .pass) { Judgement.worse($0, $1.status) }
        var result = CheckResult(
            id: input.id, kind: Self.name, description: input.description, status: status,
            reason: reason(overall, measured), value: value, unit: unit, thresholds: thresholds, details: details)
        addEvidence(state, overall != nil, input, to: &result)
        return CheckOutcome(result: result, gauges: gauges(result))
    }

    private static func measure(_ field: Field, _ counts: CellCounts, mayBeUnseen: Bool) -> FieldCompleteness {
        let cells = counts.cells
        let present = counts[.present]
        let completeness = cells == 0 ? nil : 100 * Double(present) / Double(cells)
        let breach = completeness.flatMap { value in field.thresholds.judge { _ in value } }
        // Absent everywhere: the path is misspelt or gone, which is not the same as a field that is often empty.
        let isUnseen = cells == counts[.absent] && !mayBeUnseen
        return FieldCompleteness(
            field: field.path.description, cells: cells, present: present, absent: counts[.absent],
            null: counts[.null], empty: counts[.empty], notANumber: counts[.notANumber],
            placeholder: counts[.placeholder], wrongType: field.types.map { counts.present(outside: $0) } ?? 0,
            completeness: isUnseen ? nil : completeness, status: isUnseen ? .notEvaluated : breach?.status ?? .pass,
            thresholds: field.thresholds, types: counts.types)
    }

    /// Names documents that lack a field: of every field where the whole check is breached, else of the fields that are.
    private func addEvidence(
        _ state: CompletenessState, _ isBreached: Bool, _ input: CheckInput, to result: inout CheckResult
    ) {
        for (index, field) in result.details.fields.enumerated() where field.present < field.cells {
            guard isBreached || field.status == .warn || field.status == .fail else { continue }
            let lacking = state.lacking[index]
            result.evidence += lacking.evidence(
                about: field.field, input.context.disclosure(of: fields[index].path), problem: Presence.problem)
            if input.coversCollection {
                let text = MissingFilter.text(fields[index].path, missing)
                result.details.filters.append(EvidenceFilter(about: field.field, filter: text, finds: .all))
            } else if let filter = lacking.filter(about: field.field, of: lackingDocuments(field, fields[index])) {
                result.details.filters.append(filter)
            }
        }
    }

    /// nil where a document may lack several cells.
    private func lackingDocuments(_ counts: FieldCompleteness, _ field: Field) -> Int64? {
        field.path.isRepeated ? nil : counts.cells - counts.present
    }

    private func reason(_ overall: Thresholds.Breach?, _ measured: [FieldCompleteness]) -> Phrase? {
        var parts: [Phrase] = []
        if let overall {
            parts.append(Judgement.sentence(overall, of: Phrase("completeness", "complétude")))
            let worst = measured.filter { ($0.completeness ?? 100) < 100 }
                .min { ($0.completeness ?? 100, $0.field) < ($1.completeness ?? 100, $1.field) }
            if let worst, let value = worst.completeness {
                parts.append(
                    Phrase { language in
                        let share = language.numbers.measurement(value, .percent)
                        return language(
                            "worst is \(worst.field) with \(share)", "le pire est \(worst.field) avec \(share)")
                    })
            }
        }
        for (field, outcome) in zip(fields, measured) {
            guard let value = outcome.completeness, let breach = field.thresholds.judge({ _ in value }) else {
                continue
            }
            parts.append(Judgement.sentence(breach, of: Phrase(outcome.field, outcome.field)))
        }
        if parts.isEmpty, thresholds.isEmpty, fields.allSatisfy(\.thresholds.isEmpty) { return Judgement.noThreshold }
        return Phrase.joined(parts)
    }

    private func gauges(_ result: CheckResult) -> [Gauge] {
        var gauges: [Gauge] = []
        let check = Gauge.Label("check", result.id)
        if let value = result.value {
            gauges.append(
                Gauge(
                    "data_completeness", help: "Share of cells that hold a value, in percent.", labels: [check],
                    value: value))
        }
        for field in result.details.fields {
            guard let completeness = field.completeness else { continue }
            gauges.append(
                Gauge(
                    "dqaudit_field_completeness_ratio", help: "Share of a field's cells that hold a value.",
                    labels: [check, .init("field", field.field)], value: completeness / 100))
        }
        return gauges
    }

    private static func quoted(_ fields: [String]) -> String {
        fields.map { "'\($0)'" }.joined(separator: ", ")
    }
}
