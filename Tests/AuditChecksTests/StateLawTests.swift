import AuditChecks
import AuditModel
import QueryMatching
import ScanEngine
import SuiteFile
import TestSupport
import Testing

/// The laws that partitions, segments and incremental audits rest on, for the state of every kind of analyzer.
@Suite struct StateLawTests {
    static let now = Instant(milliseconds: 1_790_000_000_000)

    /// An analyzer of every type, over paths of every shape.
    static func analyzers() throws -> [any Analyzer] {
        let missing = MissingValues(strings: ["N/A", "Unknown"], numbers: [1])
        let paths = try ["a", "b", "n.x", "items[].sku", "items[0]"].map { try FieldPath(parsing: $0) }
        var alike = KeyPart(field: paths[0])
        alike.trim = true
        alike.ignoreCase = true
        alike.normalize = true
        let rules = paths.flatMap { path in
            CellQuantifier.allCases.map { quantifier in
                RecordRule(
                    name: "\(path) \(quantifier)", severity: quantifier == .any ? .warning : .error,
                    demand: .field(
                        FieldRule(
                            field: path, constraints: [.atLeast(.integer(1)), .isIn([.string("a")])],
                            required: quantifier != .all, quantifier: quantifier)))
            }
        }
        return [
            CompletenessAnalyzer(fields: paths, missing: missing),
            DuplicatesAnalyzer(key: [KeyPart(field: paths[0])], missing: .none),
            DuplicatesAnalyzer(key: [alike, KeyPart(field: paths[2])], missing: missing),
            ReferenceAnalyzer(field: paths[3], missing: missing),
            ReferenceAnalyzer(field: paths[0], missing: .none, keys: try ReferenceFixture.keys(["a", "A"])),
            RulesAnalyzer(rules: rules + (try documentRules()), missing: missing),
            TimestampAnalyzer(
                field: FieldPath(key: "at"), missing: missing, context: .init(now: now, timeZone: .utc),
                staleAfterSeconds: 86_400),
        ]
    }

    /// Rules on whole documents, as a suite writes them.
    private static func documentRules() throws -> [RecordRule] {
        let log = MappingReader.IssueLog()
        func node(_ text: String) throws -> ConfigNode {
            try #require(YAMLDocument(parsing: text.utf8, file: "test.yml", environment: nil).root)
        }
        let when = try #require(DocumentFilter.decode(try node("{ a: { $gte: 1 } }"), log: log))
        let expect = try #require(DocumentFilter.decode(try node("{ 'items.sku': 1, b: { $ne: 2 } }"), log: log))
        let schema = try #require(
            JSONSchema.decode(try node("{ required: [a, b], properties: { a: { bsonType: number } } }"), log: log))
        return [
            RecordRule(name: "pair", demand: .pair(ConditionPair(when: when, expect: expect))),
            RecordRule(
                name: "schema", severity: .warning,
                demand: .schema(SchemaRule(.file("schema.json"), .success(CollectionValidator(schema: schema))))),
        ]
    }

    /// The state of an analyzer over some documents.
    private func state<A: Analyzer>(
        _ analyzer: A, _ documents: [[UInt8]], partitions: Int = 1, within memory: MemoryBudget = .unbounded
    ) throws -> A.State {
        let scan = try Scan(
            plan: ScanPlan([analyzer], within: memory), source: MemorySource(documents), threads: partitions,
            progress: ScanProgress())
        return try #require(try scan.run().states.state(of: analyzer))
    }

    /// Not `==` in the expectation itself: where it fails, showing the difference of so many bytes takes minutes.
    private func same(_ left: [UInt8], _ right: [UInt8]) -> Bool { left == right }

    /// - Parameter memory: what the parts keep to; the whole lies in memory.
    private func checkLaws<A: Analyzer>(
        _ analyzer: A, _ documents: [[UInt8]], cuts: [Int], within memory: MemoryBudget
    ) throws {
        let whole = try state(analyzer, documents).encoded()
        #expect(same(try state(analyzer, documents, within: memory).encoded(), whole), "memory changes the state")
        #expect(
            same(try state(analyzer, documents, partitions: 4, within: memory).encoded(), whole),
            "partitions change the state")

        let first = try state(analyzer, Array(documents[..<cuts[0]]), within: memory)
        let second = try state(analyzer, Array(documents[cuts[0]..<cuts[1]]), within: memory)
        let third = try state(analyzer, Array(documents[cuts[1]...]), within: memory)
        var left = first
        left.merge(second)
        left.merge(third)
        #expect(same(left.encoded(), whole), "merging a split is not one pass")
        var tail = second
        tail.merge(third)
        var right = first
        right.merge(tail)
        #expect(same(right.encoded(), whole), "merge is not associative")
        var swapped = third
        swapped.merge(first)
        swapped.merge(second)
        #expect(same(swapped.encoded(), whole), "merge is not commutative")
        var identity = analyzer.makeState()
        identity.merge(first)
        #expect(same(identity.encoded(), first.encoded()), "makeState is not the identity")

        #expect(same(try A.State(encoded: whole).encoded(), whole), "decode does not undo encode")
        for length in [0, 1, whole.count / 2, whole.count - 1] {
            #expect(throws: StateFault.self) { try A.State(encoded: Array(whole.prefix(length))) }
        }
        var newer = whole
        newer[0] = 200
        #expect(throws: StateFault.self) { try A.State(encoded: newer) }
    }

    @Test(arguments: [UInt64(1), 2, 3, 4, 5])
    func hold(seed: UInt64) throws {
        var nasty = NastyDocuments(seed: seed)
        let documents = nasty.make(2500)
        var random = SeededGenerator(seed: seed)
        let cuts = [Int(random.next() % 2500), Int(random.next() % 2500)].sorted()
        for analyzer in try Self.analyzers() {
            func open<A: Analyzer>(_ analyzer: A) throws {
                try checkLaws(analyzer, documents, cuts: cuts, within: .unbounded)
            }
            try open(analyzer)
        }
    }

    /// The same, with most of what grows in the spill file.
    @Test(arguments: [UInt64(6), 7, 8])
    func holdWithoutMemory(seed: UInt64) throws {
        let folder = try TemporaryFolder()
        var nasty = NastyDocuments(seed: seed)
        let documents = nasty.make(9000)
        var random = SeededGenerator(seed: seed)
        let cuts = [Int(random.next() % 9000), Int(random.next() % 9000)].sorted()
        let memory = MemoryBudget(limit: 70_000, folder: folder.path)
        for analyzer in try Self.analyzers() {
            switch analyzer {
            case let analyzer as DuplicatesAnalyzer: try checkLaws(analyzer, documents, cuts: cuts, within: memory)
            case let analyzer as ReferenceAnalyzer: try checkLaws(analyzer, documents, cuts: cuts, within: memory)
            default: continue
            }
        }
    }

    /// A sample that is pruned again and again keeps the same keys, however the documents are cut.
    @Test func holdForManyKeys() throws {
        let documents = (0..<60_000).map { index in
            var builder = BSONBuilder()
            builder.int32("_id", Int32(index))
            builder.string("a", "key \(index % 50_000)")
            return builder.document
        }
        let analyzer = DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "a"))], missing: .none)
        let whole = try state(analyzer, documents)
        #expect(try whole.fingerprints.distinctCount() == 50_000)
        // Many partitions: merging, too, has to forget keys, of samples that each were nearly full.
        for partitions in [2, 5, 7, 8, 16] {
            #expect(same(try state(analyzer, documents, partitions: partitions).encoded(), whole.encoded()))
        }
        #expect(same(try state(analyzer, documents.reversed()).encoded(), whole.encoded()))
    }

    /// A state that lost something never becomes a whole one.
    @Test func failuresOutliveMergingAndEncoding() throws {
        let analyzer = DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "a"))], missing: .none)
        var failed = analyzer.makeState(within: MemoryBudget(limit: 70_000, folder: "/absent"))
        for fingerprint in 0..<9000 as Range<UInt128> { failed.fingerprints.append(fingerprint) }
        failed.withoutKey = 3
        let fault = try #require(failed.fingerprints.failure)
        var decoded = try DuplicatesState(encoded: failed.encoded())
        #expect(decoded.withoutKey == 3)
        #expect(decoded.fingerprints.failure == fault)
        #expect(decoded == failed)
        #expect(decoded != analyzer.makeState())
        decoded.merge(analyzer.makeState())
        #expect(decoded.fingerprints.failure == fault)
        var sum = analyzer.makeState()
        sum.merge(decoded)
        #expect(sum == failed)
    }

    /// A kind that brings an analyzer of a type that is not above would go untested.
    @Test func coverEveryKind() throws {
        let context = AnalysisContext(now: Self.now, timeZone: .utc)
        let covered = Set(try Self.analyzers().map { "\(type(of: $0))" })
        for kind in CheckRegistry.all {
            let check = try Examples.check(of: kind)
            for analyzer in check.analyzers(context) { #expect(covered.contains("\(type(of: analyzer))")) }
        }
    }
}
