package import AuditModel
package import ScanEngine

/// `reference`: how many cells name something that another collection does not hold.
package struct Reference: CheckKind, Hashable {
    package static let name = "reference"

    package static let help = KindHelp(
        summary:
            "Share of cells without a match in another collection; exact, compared as MongoDB compares, one extra scan of "
            + "the other collection's key",
        keys: [
            .field("the path whose cells refer to something, such as product_id or items[].product_id"),
            SuiteKey(
                "to",
                meaning:
                    "COLLECTION.FIELD in the suite's database, or a mapping { database, collection, field, filter } or "
                    + "{ file, field }: a file lies beside the suite unless its path is absolute. With --source a collection "
                    + "is the file of its name beside the source, in any format; one of another database lies in "
                    + "../DATABASE, as mongodump writes it", ReferenceTarget.shape, required: true),
            .missingValues, .sensitive,
        ],
        example: """
            - reference:
                field: product_id
                to: products._id
                warn_above: 0
                fail_above: 1%
            """)

    package static let thresholdUnits: ThresholdUnits = { $0.isUpper ? [.percent, .count] : [] }

    package static let anomalyUnits: [MeasurementUnit] = [.percent, .count]

    package let field: FieldPath
    package let target: ReferenceTarget
    package let missing: MissingValues
    package let thresholds: Thresholds
    package let sensitiveFields: [FieldPath]

    package static func decode(_ reader: MappingReader, in context: SuiteContext) -> Reference? {
        let missing = context.missingValues.union(reader.missingValues())
        let thresholds = reader.thresholds(thresholdUnits)
        let field = reader.requiredNode("field").flatMap { reader.path(of: $0) }
        let sensitive = reader.sensitiveFields(field)
        guard let target = ReferenceTarget.decode(reader), let field else { return nil }
        return Reference(
            field: field, target: target, missing: missing, thresholds: thresholds, sensitiveFields: sensitive)
    }

    /// A share, unless all thresholds are numbers of cells.
    package var unit: MeasurementUnit {
        thresholds.isEmpty || thresholds.all.contains { $0.threshold.unit == .percent } ? .percent : .count
    }

    package var referenceTargets: [ReferenceTarget] { [target] }

    /// None when the target could not be read: there is nothing to match with.
    private func analyzer(_ context: AnalysisContext) -> ReferenceAnalyzer? {
        switch context.references[target] {
        case .success(let keys): ReferenceAnalyzer(field: field, missing: missing, keys: keys.lookup)
        case .failure: nil
        // Not read yet: where it is about to be decided how the collection is read.
        case nil: ReferenceAnalyzer(field: field, missing: missing)
        }
    }

    package func analyzers(_ context: AnalysisContext) -> [any Analyzer] { analyzer(context).map { [$0] } ?? [] }

    package func evaluate(_ input: CheckInput) -> CheckOutcome {
        func notEvaluated(_ reason: Phrase) -> CheckOutcome {
            Judgement.notEvaluated(input, kind: Self.name, unit: unit, thresholds: thresholds, reason: reason)
        }
        let keys: ReferenceKeys
        switch input.context.references[target] {
        case .success(let found): keys = found
        case .failure(let fault): return notEvaluated(Phrase(fault.message, nil))
        case nil: return notEvaluated(Phrase("'\(target)' was not read", "'\(target)' n’a pas été lu"))
        }
        if let empty = Judgement.empty(input, kind: Self.name, unit: unit, thresholds: thresholds) { return empty }
        guard let analyzer = analyzer(input.context), let state = input.states.state(of: analyzer) else {
            return notEvaluated(Judgement.notScanned)
        }
        guard state.cells > 0 else {
            // What one segment does not have is what that segment is like; the whole shows whether the path exists.
            if input.segment != nil {
                return CheckOutcome(
                    result: CheckResult(
                        id: input.id, kind: Self.name, description: input.description, status: .pass,
                        reason: Phrase("there is no reference to follow", "il n’y a aucune référence à suivre"),
                        value: nil, unit: unit, thresholds: thresholds))
            }
            return notEvaluated(
                state.sawPath
                    ? Phrase(
                        "every '\(field)' is missing: there is no reference to follow",
                        "tous les '\(field)' manquent : il n’y a aucune référence à suivre")
                    : Judgement.unseen("'\(field)'", mayBeEmptyArray: field.isRepeated))
        }
        do throws(SpillFault) {
            let (orphans, distinct) = try keys.unmatched(state.fingerprints)
            return outcome(input, state, keys, orphans: orphans, distinct: distinct)
        } catch {
            return notEvaluated(Phrase(error.message, nil))
        }
    }

    private func outcome(
        _ input: CheckInput, _ state: ReferenceState, _ keys: ReferenceKeys, orphans: Int, distinct: Int
    ) -> CheckOutcome {
        let rate = 100 * Double(orphans) / Double(state.cells)
        let breach = thresholds.judge { $0.unit == .percent ? rate : Double(orphans) }
        let sentence = breach.map {
            Judgement.sentence(
                $0,
                of: $0.threshold.unit == .percent
                    ? Phrase("cells without a match in \(target)", "cellules sans correspondance dans \(target)")
                    : Phrase("cells without a match", "cellules sans correspondance"))
        }
        let reason = sentence ?? (thresholds.isEmpty ? Judgement.noThreshold : nil)
        var remarks = [reason, typeHint(state, keys, orphans)].compactMap { $0 }
        if orphans > 0, !keys.namesDocuments {
            remarks.append(
                Phrase(
                    "no documents are named, because the keys of \(target) do not fit half of --memory-limit",
                    "aucun document n’est nommé, car les clés de \(target) ne tiennent pas dans la moitié de --memory-limit"
                ))
        }
        let result = CheckResult(
            id: input.id, kind: Self.name, description: input.description, status: breach?.status ?? .pass,
            reason: Phrase.joined(remarks),
            value: unit == .percent ? rate : Double(orphans), unit: unit, thresholds: thresholds,
            details: CheckDetails(measurements: [
                NamedMeasurement("orphan_rate", rate, .percent),
                NamedMeasurement("orphans", Double(orphans), .count),
                NamedMeasurement("distinct_orphans", Double(distinct), .count),
                NamedMeasurement("cells", Double(state.cells), .count),
                NamedMeasurement("matched", Double(state.cells) - Double(orphans), .count),
                NamedMeasurement("missing_cells", Double(state.counts.cells - state.cells), .count),
                NamedMeasurement("target_keys", Double(keys.distinct), .count),
                NamedMeasurement("target_documents", Double(keys.documents), .documents),
            ]), evidence: evidence(state, input.context))
        return CheckOutcome(result: result, gauges: gauges(input, state, orphans: orphans))
    }

    private func evidence(_ state: ReferenceState, _ context: AnalysisContext) -> [Evidence] {
        state.orphans.evidence(about: field.description, context.disclosure(of: field))
    }

    /// What is wrong in most cases where nothing matches at all: an id as text here, as ObjectId there.
    private func typeHint(_ state: ReferenceState, _ keys: ReferenceKeys, _ orphans: Int) -> Phrase? {
        let types = Set(state.counts.types.keys)
        guard Int64(orphans) == state.cells,
            types.map(Self.comparable).allSatisfy({ type in
                !keys.types.map(Self.comparable).contains(type)
            })
        else { return nil }
        return Phrase { language in
            let (own, others) = (Self.text(types, language), Self.text(keys.types, language))
            return language(
                "nothing can match, because '\(field)' is \(own) and '\(target.field)' of '\(target.place)' is \(others)",
                "rien ne peut correspondre, car '\(field)' est \(own) et '\(target.field)' de '\(target.place)' est \(others)"
            )
        }
    }

    /// A name that types share whose values compare with each other.
    private static func comparable(_ alias: String) -> String {
        switch alias {
        case "double", "int", "long", "decimal": "number"
        case "symbol": "string"
        default: alias
        }
    }

    private static func text(_ types: Set<String>, _ language: Language) -> String {
        types.sorted().joined(separator: language(" or ", " ou "))
    }

    private func gauges(_ input: CheckInput, _ state: ReferenceState, orphans: Int) -> [Gauge] {
        [
            Gauge(
                "dqaudit_reference_orphans", help: "Cells without a match in the collection that they refer to.",
                labels: [.init("check", input.id)], value: Double(orphans)),
            Gauge(
                "dqaudit_reference_orphan_ratio",
                help: "Share of cells without a match in the collection that they refer to, 0 to 1.",
                labels: [.init("check", input.id)], value: Double(orphans) / Double(state.cells)),
        ]
    }
}
