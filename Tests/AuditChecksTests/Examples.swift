import AuditChecks
import AuditModel
import Testing

/// Checks built from nodes, as a suite file would give them.
enum Examples {
    static let place = SourcePosition(file: "test.yml", line: 1, column: 1)

    static func text(_ value: String) -> ConfigNode { ConfigNode(.string(value), at: place, text: value) }

    static func number(_ value: Int64) -> ConfigNode { ConfigNode(.integer(value), at: place, text: "\(value)") }

    static let yes = ConfigNode(.bool(true), at: place, text: "true")

    static func list(_ values: [ConfigNode]) -> ConfigNode { ConfigNode(.sequence(values), at: place) }

    static func mapping(_ entries: KeyValuePairs<String, ConfigNode>) -> ConfigNode {
        mapping(entries: entries.map { ($0.key, $0.value) })
    }

    static func mapping(entries: [(String, ConfigNode)]) -> ConfigNode {
        ConfigNode(.mapping(entries.map { ConfigNode.Entry(key: $0.0, keyPosition: place, value: $0.1) }), at: place)
    }

    /// Decodes a check; every issue fails the test.
    static func decode<Kind: CheckKind>(
        _ kind: Kind.Type, _ entries: KeyValuePairs<String, ConfigNode>, missing: MissingValues = .none,
        timeZone: TimeZoneRules = .utc
    ) throws -> Kind {
        try decode(kind, entries: entries.map { ($0.key, $0.value) }, missing: missing, timeZone: timeZone)
    }

    static func decode<Kind: CheckKind>(
        _ kind: Kind.Type, entries: [(String, ConfigNode)], missing: MissingValues = .none,
        timeZone: TimeZoneRules = .utc
    ) throws -> Kind {
        let log = MappingReader.IssueLog()
        let reader = try #require(MappingReader(mapping(entries: entries), subject: "a check", log: log))
        let context = SuiteContext(timeZone: timeZone, missingValues: missing) { _, _, _ in nil }
        let check = Kind.decode(reader, in: context)
        reader.finish()
        #expect(log.issues.map(\.message) == [])
        return try #require(check)
    }

    /// The smallest check of a kind.
    static func check(of kind: any CheckKind.Type) throws -> any CheckKind {
        switch kind.name {
        case "completeness": try decode(Completeness.self, ["fields": list([text("a")])])
        case "freshness": try decode(Freshness.self, ["field": text("at")])
        case "duplicates": try decode(Duplicates.self, ["key": list([text("a")])])
        case "invalid_records":
            try decode(InvalidRecords.self, ["rules": list([mapping(["field": text("a"), "type": text("number")])])])
        case "volume": try decode(Volume.self, ["per": text("day"), "timestamp": text("at")])
        case "reference": try decode(Reference.self, ["field": text("a"), "to": text("others._id")])
        default: throw UnknownKind(name: kind.name)
        }
    }

    /// A rule with one constraint on a plain field.
    static func rule(on field: String, _ constraint: RuleConstraint) -> RecordRule {
        RecordRule(
            name: "r",
            demand: .field(FieldRule(field: FieldPath(key: field), constraints: [constraint], required: false)))
    }

    struct UnknownKind: Error { let name: String }
}
