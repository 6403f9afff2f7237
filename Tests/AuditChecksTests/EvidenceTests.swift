import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// What becomes evidence, without a server.
@Suite struct EvidenceTests {
    private func outcome(
        _ check: some CheckKind, _ documents: [[UInt8]], partitions: Int = 1, showsValues: Bool = false
    ) throws -> CheckResult {
        let context = AnalysisContext(now: StateLawTests.now, timeZone: .utc, showsValues: showsValues)
        let scan = try Scan(
            plan: ScanPlan(check.analyzers(context)), source: MemorySource(documents), threads: partitions,
            progress: ScanProgress())
        let found = try scan.run()
        return check.evaluate(
            CheckInput(
                id: type(of: check).name, description: nil, context: context, documents: found.documents,
                allowEmpty: false, states: found.states, history: nil)
        ).result
    }

    /// Keys 0 ..< `keys`, over and over.
    private func documents(_ count: Int, keys: Int) -> [[UInt8]] {
        (0..<count).map { index in
            var builder = BSONBuilder()
            builder.int32("_id", Int32(index))
            builder.string("key", "key \(index % keys)")
            return builder.document
        }
    }

    private func duplicates() throws -> Duplicates {
        try Examples.decode(Duplicates.self, ["key": Examples.list([Examples.text("key")])])
    }

    @Test func `more keys than are kept give a sample that is the same for every way of reading`() throws {
        let keys = 30_000
        let documents = documents(44_000, keys: keys)
        let whole = try outcome(duplicates(), documents, showsValues: true)
        #expect(try outcome(duplicates(), documents.reversed(), showsValues: true) == whole)
        for partitions in [2, 5] {
            #expect(try outcome(duplicates(), documents, partitions: partitions, showsValues: true) == whole)
        }
        let note = try #require(whole.details.groupsNote)
        #expect(note.hasPrefix("the groups are the largest of a sample of "))
        #expect(note.hasSuffix("of 30,000 keys"))
        #expect(whole.details.groups.count == 10)
        for (index, group) in whole.details.groups.enumerated() {
            #expect(group.documents == 2)
            let ids = whole.evidence.filter { $0.group == index + 1 }.map(\.id)
            let number = try #require(Int(group.key[0].filter(\.isNumber)))
            #expect(ids == [number, number + keys].map { #"{"$numberInt":"\#($0)"}"# })
        }
    }

    @Test func `groups of many documents name the first ten`() throws {
        let documents = documents(3000, keys: 2)
        let result = try outcome(duplicates(), documents.reversed())
        #expect(result.details.groupsNote == nil)
        #expect(result.details.groups.map(\.documents) == [1500, 1500])
        #expect(
            result.evidence.filter { $0.group == 2 }.map(\.id)
                == (0..<10).map { #"{"$numberInt":"\#($0 * 2 + 1)"}"# })
        #expect(result.details.filters.map(\.finds) == [.examples, .examples])
        #expect(result.details.groups[0].key == [#"string (5) "aaa 9""#])
        #expect(try outcome(duplicates(), documents, partitions: 3) == result)
    }

    @Test func `when the sample holds no group, the report says so`() throws {
        var documents = documents(40_000, keys: 40_000)
        documents.append(contentsOf: self.documents(1, keys: 1))
        let result = try outcome(duplicates(), documents)
        let note = try #require(result.details.groupsNote)
        // Whether this one key is in the sample is fixed by its hash.
        #expect(result.details.groups.isEmpty == note.hasPrefix("documents repeat keys, but none of those in a sample"))
        let unique = try outcome(duplicates(), self.documents(40_000, keys: 40_000))
        #expect(unique.details.groupsNote == nil && unique.evidence == [])
    }

    @Test func `documents without _id are counted and not named`() throws {
        let documents = (0..<40_000).map { index -> [UInt8] in
            var builder = BSONBuilder()
            builder.string("key", "key \(index % 20_000)")
            return builder.document
        }
        let result = try outcome(duplicates(), documents)
        #expect(result.value == 50)
        #expect(result.evidence == [])
        #expect(result.details.groupsNote != nil)
    }

    @Test func `only what is breached is named`() throws {
        let documents = (0..<20).map { index -> [UInt8] in
            var builder = BSONBuilder()
            builder.int32("_id", Int32(index))
            if index % 2 == 0 { builder.string("a", "x") } else { builder.null("a") }
            if index > 0 { builder.string("b", "x") }
            return builder.document
        }
        func names(_ entries: KeyValuePairs<String, ConfigNode>) throws -> [String] {
            let result = try outcome(try Examples.decode(Completeness.self, entries), documents)
            #expect(Set(result.details.filters.map(\.about)) == Set(result.evidence.map(\.about)))
            return result.evidence.map { "\($0.about) \($0.id) \($0.problem ?? "")" }
        }
        let fields = Examples.list([Examples.text("a"), Examples.text("b")])
        #expect(try names(["fields": fields, "fail_below": Examples.text("10%")]) == [])
        #expect(try names(["fields": fields, "fail_below": Examples.text("90%")]).count == 11)
        let own = Examples.list([
            Examples.text("a"),
            Examples.mapping(["field": Examples.text("b"), "warn_below": Examples.text("99%")]),
        ])
        #expect(try names(["fields": own]) == [#"b {"$numberInt":"0"} absent"#])
    }

    @Test func `masked values keep nothing that was stored`() throws {
        var builder = BSONBuilder()
        builder.int32("_id", 1)
        builder.string("at", "Zahra.Quokka+42@exämple.tn")
        let check = try Examples.decode(Freshness.self, ["field": Examples.text("at")])
        let masked = try outcome(check, [builder.document])
        #expect(masked.evidence.map(\.value) == [#"string (26) "Aaaaa.Aaaaaa+99@aaaaaaa.aa""#])
        let shown = try outcome(check, [builder.document], showsValues: true)
        #expect(shown.evidence.map(\.value) == [#""Zahra.Quokka+42@exämple.tn""#])
    }
}
