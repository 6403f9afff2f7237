package import AuditModel

extension RecordRule {
    /// The keys of each form that an entry of `rules` can have: on a field, a pair of filters, a schema.
    package static let forms: [[SuiteKey]] = [fieldKeys, pairKeys, schemaKeys].map { $0 + common }

    private static let fieldKeys: [SuiteKey] = [
        .field("a path: price, specifications.cpu, offers[].price"),
        SuiteKey("type", meaning: TypeNames.meaning, TypeNames.shape),
        SuiteKey(
            "greater_than", "at_least", "less_than", "at_most", meaning: "a bound: a number, text, or ISO 8601 time",
            .scalar),
        SuiteKey("in", "not_in", meaning: "a list of texts, numbers, booleans", .list(.scalar, atLeast: 1)),
        SuiteKey(
            "matches", meaning: "a regular expression (PCRE, as MongoDB's $regex) that occurs in the text", .text()),
        SuiteKey(
            "min_length", "max_length", meaning: "characters of a text, elements of an array", .whole(0...Int64.max)),
        SuiteKey(
            "format", meaning: "one of " + Spelling.list(TextFormat.allCases.map(\.rawValue)),
            .choice(TextFormat.allCases.map(\.rawValue))),
        SuiteKey("required", meaning: "true: missing values break the rule too", .flag),
        SuiteKey(
            "quantifier",
            meaning: "for paths with []: all (default: every present cell keeps to the rule), any (at least one of a "
                + "document's present cells does; with required a document without one breaks it), each (as all; cells are "
                + "counted besides, and the rule's thresholds are about cells)",
            .choice(CellQuantifier.allCases.map(\.rawValue))),
        .sensitive,
    ]

    private static let pairKeys = [
        SuiteKey("when", meaning: "a MongoDB filter: which documents the rule is about; left out: every one", .filter),
        SuiteKey(
            "expect", meaning: "a MongoDB filter on the whole document: one that does not match it breaks the rule",
            .filter,
            required: true),
    ]

    private static let schemaKeys = [
        SuiteKey(
            "json_schema",
            meaning:
                "collection (the validator stored in the database) or a file with a $jsonSchema, its path relative to "
                + "the suite", .text(), required: true)
    ]

    private static let common = [
        SuiteKey(
            "name", meaning: "what reports and gauges call the rule; by default the field and what is demanded", .text()
        ),
        SuiteKey(
            "severity",
            meaning:
                "error (default: who breaks the rule is invalid) or warning (the document stays valid and is counted "
                + "apart; the check warns when any breaks the rule, or above the rule's warn_above)",
            .choice(RuleSeverity.allCases.map(\.rawValue))),
        SuiteKey(
            "warn_above", "fail_above",
            meaning:
                "the rule's own threshold, in documents or percent of the documents (quantifier each: of the cells)",
            .anyOf([.percent, SuiteShape(threshold: documentUnit), SuiteShape(threshold: cellUnit)])),
    ]
}
