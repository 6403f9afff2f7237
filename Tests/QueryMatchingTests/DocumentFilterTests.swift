import AuditModel
import MongoSource
import QueryMatching
import RawBSON
import TestSupport
import Testing

/// What is refused in filters, where and how, and the values that literals stand for.
@Suite struct DocumentFilterTests {
    /// A node at a place of its own, so that issues can be told apart.
    private static func mapping(_ key: String, _ value: ConfigNode, line: Int) -> ConfigNode {
        let place = SourcePosition(file: "s.yml", line: line, column: 3)
        return ConfigNode(.mapping([ConfigNode.Entry(key: key, keyPosition: place, value: value)]), at: place)
    }

    private static func issues(_ node: ConfigNode) -> [String] {
        let log = MappingReader.IssueLog()
        let filter = DocumentFilter.decode(node, log: log)
        #expect((filter == nil) == !log.issues.isEmpty)
        return log.issues.map(\.description)
    }

    @Test(
        arguments: [
            ("$where", "operator '$where' is not supported: it runs JavaScript on a server"),
            ("$gt", "needs a field"),
            ("$nand", "(did you mean '$and'?)"),
        ])
    func operatorsInThePlaceOfFields(name: String, message: String) {
        let issues = Self.issues(Self.mapping(name, QueryLiterals.integer(1), line: 7))
        #expect(issues.count == 1)
        #expect(issues.first?.hasPrefix("s.yml:7:3: ") == true, "\(issues)")
        #expect(issues.first?.contains(message) == true, "\(issues)")
    }

    @Test(
        arguments: [
            ("$gtt", "operator '$gtt' is not supported here"), ("$near", "operator '$near' is not supported here"),
            ("$size", "whole number"), ("$in", "list of values"), ("$mod", "two numbers"), ("$type", "is no type"),
            ("$regex", "is no regular expression"), ("$options", "belongs to a '$regex'"), ("$not", "takes operators"),
            ("$elemMatch", "takes a filter"), ("$bitsAllSet", "places of bits"), ("$all", "list of values"),
        ])
    func operatorsOfAField(name: String, message: String) {
        let inner = Self.mapping(name, QueryLiterals.text("("), line: 9)
        let issues = Self.issues(Self.mapping("price", inner, line: 8))
        #expect(issues.count == 1)
        #expect(issues.first?.contains(message) == true, "\(issues)")
    }

    /// What stands within `$expr`, by its operator and what it is given.
    @Test(
        arguments: [
            ("$dateFromParts", [], "operator '$dateFromParts' is not supported in '$expr' here"),
            ("$substr", [], "'$substr' takes 3 operands, not 1"), ("$toInt", [("a", "b")], "write a document as"),
            ("$indexOfCP", [], "'$indexOfCP' takes 2 to 4 operands, not 1"),
            ("$trim", [("chars", "a")], "needs 'input'"),
            ("$trim", [("input", "a"), ("char", "b")], "'$trim' takes no 'char'"),
            ("$dateTrunc", [("date", "$a"), ("unit", "moth")], "'unit' must be one of"),
            ("$dateTrunc", [("date", "$a"), ("unit", "moth")], "did you mean 'month'?"),
            ("$hour", [("date", "$a"), ("timezone", "Africa/Tunis")], "time zone 'Africa/Tunis' is not supported"),
            ("$convert", [("input", "$a"), ("to", "integer")], "'to' must be a type"),
            ("$map", [("input", "$a"), ("in", "$$that")], "'$$that' is not known here; known are $$ROOT, $$this"),
            ("$map", [("input", "$a"), ("as", "Each"), ("in", "$$Each")], "'Each' cannot name a variable"),
            ("$let", [("vars", "x"), ("in", "$$x")], "'vars' of '$let' must be a mapping"),
            ("$getField", [("field", "$a")], "'$getField' takes the name of a field"),
        ] as [(String, [(String, String)], String)])
    func operatorsOfAnExpression(name: String, operands: [(String, String)], message: String) {
        let named = QueryLiterals.mapping(operands.map { ($0.0, QueryLiterals.text($0.1)) })
        let value = operands.isEmpty ? QueryLiterals.text("a") : named
        let issues = Self.issues(Self.mapping("$expr", Self.mapping(name, value, line: 9), line: 8))
        #expect(issues.count == 1)
        #expect(issues.first?.contains(message) == true, "\(issues)")
    }

    @Test func aSchemaStandsAtTheTopOnly() {
        let schema = Self.mapping("$jsonSchema", QueryLiterals.mapping([]), line: 3)
        #expect(Self.issues(schema).isEmpty)
        #expect(Self.issues(Self.mapping("$or", QueryLiterals.list([schema]), line: 2)).isEmpty)
        let inner = Self.mapping("$and", QueryLiterals.list([schema]), line: 2)
        let within = Self.mapping("tags", Self.mapping("$elemMatch", inner, line: 2), line: 1)
        #expect(
            Self.issues(within)
                == ["s.yml:3:3: '$jsonSchema' looks at whole documents and cannot stand within $elemMatch"])
        let wrong = Self.mapping("$jsonSchema", Self.mapping("requird", QueryLiterals.list([]), line: 4), line: 3)
        #expect(Self.issues(wrong).first?.hasPrefix("s.yml:4:3: unknown key 'requird' in a JSON schema") == true)
    }

    @Test func aTimeOfYAMLIsADate() {
        let node = ConfigNode(.string("2026-03-01T00:00:00Z"), at: QueryLiterals.place, timestamp: 1_772_323_200_000)
        #expect(FilterLiteral.decode(node, log: MappingReader.IssueLog()) == .date(1_772_323_200_000))
        #expect(
            ExtendedJSON.text(
                of: QueryLiterals.mapping([("a", node), ("b", QueryLiterals.mapping([("$date", node)]))]))
                == #"{"a":{"$date":{"$numberLong":"1772323200000"}},"b":{"$date":"2026-03-01T00:00:00Z"}}"#)
    }

    @Test func operatorsOfAServerAreLeftToIt() {
        func count(_ operation: String) -> Int {
            let log = MappingReader.IssueLog()
            let inner = Self.mapping(operation, QueryLiterals.integer(1), line: 2)
            DocumentFilter.check(Self.mapping("place", inner, line: 1), log: log)
            return log.issues.count
        }
        #expect(count("$near") == 0)
        #expect(count("$naer") == 1)
    }

    @Test func aPatternThatNeedsTooManyStepsIsUndecided() throws {
        let log = MappingReader.IssueLog()
        let pattern = Self.mapping("$regex", QueryLiterals.text("^(a+)+$"), line: 1)
        let filter = try #require(DocumentFilter.decode(Self.mapping("a", pattern, line: 1), log: log))
        var builder = BSONBuilder()
        builder.string("a", String(repeating: "a", count: 60) + "!")
        let verdict = builder.document.withUnsafeBytes { FilterMatcher(filter).matches(document: $0) }
        #expect(verdict == nil)
    }

    @Test func literalsAreTheValuesThatAServerIsSent() throws {
        var values = QueryValues(seed: 5)
        var sendable = 0
        for _ in 0..<3_000 {
            let value = values.value()
            let node = QueryLiterals.node(value)
            let log = MappingReader.IssueLog()
            #expect(FilterLiteral.decode(node, log: log) == value, "\(log.issues.map(\.message))")
            // The C library gives code and pointers within arrays keys out of memory that is not theirs, and refuses some of them.
            let text = ExtendedJSON.text(of: QueryLiterals.mapping([("x", node)]))
            guard let sent = try? BSONDocument(extendedJSON: text).bytes else { continue }
            sendable += 1
            let expected = BSONValue.document([("x", value)])
            // As values, which do not look at the keys of arrays.
            let order = sent.withUnsafeBytes { sent in
                expected.withRaw { BSONOrder.compare(RawValue(document: sent), $0) }
            }
            #expect(order == 0, "\(text)")
        }
        #expect(sendable > 2_900)
    }

    @Test(
        arguments: [
            ("$date", "2024-02-29T12:00:00Z"), ("$date", "2024-02-29T12:00:00.5+0200"), ("$numberDecimal", "1.50"),
            ("$numberDecimal", "-0.00"), ("$numberDecimal", "123E+5"), ("$numberDecimal", "-Infinity"),
            ("$numberDouble", "1e5"), ("$numberDouble", "-0.0"), ("$uuid", "123e4567-e89b-12d3-a456-426614174000"),
            ("$numberLong", "-9223372036854775808"), ("$oid", "64B7f0a1c2d3e4f5a6b7c8d9"), ("$numberInt", "-5"),
        ])
    func spellingsOfExtendedJSON(key: String, text: String) throws {
        let node = QueryLiterals.mapping([(key, QueryLiterals.text(text))])
        let log = MappingReader.IssueLog()
        let value = try #require(FilterLiteral.decode(node, log: log))
        let sent = try BSONDocument(extendedJSON: ExtendedJSON.text(of: QueryLiterals.mapping([("x", node)]))).bytes
        #expect(sent == BSONValue.document([("x", value)]).bytes)
    }
}
