import AuditChecks
import AuditModel
import ScanEngine
import TestSupport
import Testing

/// Segments and filtered scopes find exactly what a scan of their documents alone finds.
@Suite struct SegmentedScanTests {
    /// A document with one more element, and the segment that it then belongs to.
    private struct Sample {
        let bytes: [UInt8]
        let segment: String
    }

    /// Nasty documents with a `shop` of every type that names one.
    private func samples(_ count: Int, seed: UInt64) -> [Sample] {
        var nasty = NastyDocuments(seed: seed)
        var random = SeededGenerator(seed: seed)
        let long = String(repeating: "é", count: 200)
        return nasty.make(count).map { document in
            var shop = BSONBuilder()
            let segment: String
            switch random.next() % 13 {
            case 0, 1: (segment, _) = ("mytek", shop.string("shop", "mytek"))
            case 2: (segment, _) = ("tunisianet", shop.string("shop", "tunisianet"))
            case 3: (segment, _) = ("tunisiaNet", shop.string("shop", "tunisiaNet"))
            case 4: (segment, _) = ("8letters", shop.string("shop", "8letters"))
            case 5: (segment, _) = ("(missing)", shop.null("shop"))
            case 6: (segment, _) = ("(missing)", shop.string("shop", "N/A"))
            case 7: (segment, _) = ("5", shop.int32("shop", 5))
            case 8: (segment, _) = ("5", shop.string("shop", "5"))
            case 9: (segment, _) = ("true", shop.bool("shop", true))
            case 10: (segment, _) = ("(long text)", shop.string("shop", long))
            case 11: (segment, _) = ("2.5", shop.double("shop", 2.5))
            default: segment = "(missing)"
            }
            let element = shop.document.dropFirst(4).dropLast()
            let body = document.dropFirst(4).dropLast() + element + [0]
            let length = UInt32(body.count + 4)
            return Sample(
                bytes: (0..<4).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + body, segment: segment)
        }
    }

    private func run(
        _ requests: [ScanPlan.Request], _ documents: [[UInt8]], by paths: [String] = [], threads: Int = 1,
        within memory: MemoryBudget = .unbounded
    ) throws -> Scan.Result {
        let segmentation =
            paths.isEmpty
            ? nil
            : Segmentation(
                paths: try paths.map { try FieldPath(parsing: $0) }, missing: MissingValues(strings: ["N/A"]))
        let plan = ScanPlan(requests, segmentedBy: segmentation, within: memory)
        return try Scan(
            plan: plan, source: MemorySource(documents), threads: threads, progress: ScanProgress()
        ).run()
    }

    /// What a state says, in a form that does not depend on how it was come by.
    private func essence<A: Analyzer>(_ analyzer: A, _ states: StateTable) throws -> [String] {
        let state = try #require(states.state(of: analyzer))
        guard let keys = state as? DuplicatesState else { return ["\(state.encoded())"] }
        return [
            "\(keys.withoutKey)", "\(keys.sawPath)", "\(keys.fingerprints.count)",
            "\(try keys.fingerprints.distinctCount())",
        ]
    }

    private func isEqual(
        _ analyzer: any Analyzer, _ left: StateTable, _ right: StateTable
    ) throws -> Bool {
        func open<A: Analyzer>(_ analyzer: A) throws -> Bool {
            try essence(analyzer, left) == essence(analyzer, right)
        }
        return try open(analyzer)
    }

    @Test(arguments: [1, 3], [UInt64(31), 32])
    func `a segment is what a scan of its documents finds, and all together are the whole`(
        threads: Int, seed: UInt64
    ) throws {
        let samples = samples(3_000, seed: seed)
        let analyzers = try StateLawTests.analyzers()
        let requests = analyzers.map { ScanPlan.Request($0) }
        let result = try run(requests, samples.map(\.bytes), by: ["shop"], threads: threads)
        let scope = result.scopes[0]
        let groups = Dictionary(grouping: samples, by: \.segment)
        #expect(Set(scope.segments.keys) == Set(groups.keys))
        for (name, group) in groups {
            let segment = try #require(scope.segments[name])
            #expect(segment.documents == Int64(group.count), "\(name)")
            let alone = try run(requests, group.map(\.bytes))
            for analyzer in analyzers {
                #expect(try isEqual(analyzer, segment.states, alone.states), "\(name) \(type(of: analyzer))")
            }
        }
        let whole = try run(requests, samples.map(\.bytes))
        #expect(scope.documents == 3_000)
        for analyzer in analyzers {
            #expect(try isEqual(analyzer, scope.states, whole.states), "\(type(of: analyzer))")
        }
    }

    @Test(arguments: [1, 3])
    func `the whole of all segments names the documents that repeat a key`(threads: Int) throws {
        let documents = samples(20_000, seed: 35).map(\.bytes)
        let analyzer = DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "a"))], missing: .none)
        func sample(_ result: Scan.Result) throws -> [UInt8] {
            var writer = StateWriter()
            try #require(result.scopes[0].states.state(of: analyzer)).sample.encode(into: &writer)
            return writer.bytes
        }
        let whole = try sample(run([ScanPlan.Request(analyzer)], documents))
        let segmented = try sample(run([ScanPlan.Request(analyzer)], documents, by: ["shop"], threads: threads))
        #expect(segmented == whole)
        #expect(whole.count > 10_000)
    }

    @Test(arguments: [1, 3])
    func `a filter and segments go together`(threads: Int) throws {
        let samples = samples(3_000, seed: 33)
        let analyzers = try StateLawTests.analyzers()
        let filter = TextFilter(path: FieldPath(key: "b"))
        let requests = analyzers.map { ScanPlan.Request($0, where: filter) } + analyzers.map { ScanPlan.Request($0) }
        let documents = samples.map(\.bytes)
        let flags = try run([], documents)
        #expect(flags.documents == 3_000)
        let kept = try samples.filter { try TextFilter.keeps($0.bytes, "b") }
        #expect((100...2_900).contains(kept.count))
        let plain = try run(requests, documents, threads: threads)
        let segmented = try run(requests, documents, by: ["shop"], threads: threads)
        let alone = try run(analyzers.map { ScanPlan.Request($0) }, kept.map(\.bytes))
        for result in [plain, segmented] {
            #expect(result.scopes[1].documents == Int64(kept.count))
            for analyzer in analyzers {
                #expect(try isEqual(analyzer, result.scopes[1].states, alone.states), "\(type(of: analyzer))")
            }
        }
        for (name, group) in Dictionary(grouping: kept, by: \.segment) {
            let segment = try #require(segmented.scopes[1].segments[name])
            let part = try run(analyzers.map { ScanPlan.Request($0) }, group.map(\.bytes))
            for analyzer in analyzers {
                #expect(try isEqual(analyzer, segment.states, part.states), "\(name) \(type(of: analyzer))")
            }
        }
    }

    @Test func `spilled fingerprints count the same by segment`() throws {
        let folder = try TemporaryFolder()
        let samples = samples(9_000, seed: 34)
        let analyzer = DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "a"))], missing: .none)
        let requests = [ScanPlan.Request(analyzer)]
        let documents = samples.map(\.bytes)
        let free = try run(requests, documents, by: ["shop"], threads: 2)
        let tight = try run(
            requests, documents, by: ["shop"], threads: 2, within: MemoryBudget(limit: 70_000, folder: folder.path))
        for (name, segment) in free.scopes[0].segments {
            let other = try #require(tight.scopes[0].segments[name])
            #expect(try isEqual(analyzer, segment.states, other.states), "\(name)")
        }
    }

    @Test func `two fields make pairs`() throws {
        var documents: [[UInt8]] = []
        for index in 0..<600 {
            var builder = BSONBuilder()
            builder.string("shop", ["a", "b", "a much longer shop"][index % 3])
            if index % 2 == 0 { builder.string("country", "TN") }
            documents.append(builder.document)
        }
        let result = try run([], documents, by: ["shop", "country"])
        let counts = result.scopes[0].segments.mapValues(\.documents)
        var expected: [String: Int64] = [:]
        for shop in ["a", "b", "a much longer shop"] {
            expected["\(shop) / TN"] = 100
            expected["\(shop) / (missing)"] = 100
        }
        #expect(counts == expected)
    }

    /// Of segments with as many documents the first by name are kept, on any number of threads.
    @Test(arguments: [1, 4])
    func `beyond a hundred segments the rest is put together`(threads: Int) throws {
        var documents: [[UInt8]] = []
        for index in 0..<2_600 {
            var builder = BSONBuilder()
            builder.int32("shop", Int32(index % 130))
            builder.int32("price", Int32(index % 130 < 7 ? 1 : index))
            documents.append(builder.document)
            if index % 130 == 129 { documents.append(builder.document) }
        }
        let analyzer = DuplicatesAnalyzer(key: [KeyPart(field: FieldPath(key: "price"))], missing: .none)
        let result = try run([ScanPlan.Request(analyzer)], documents, by: ["shop"], threads: threads)
        let segments = result.scopes[0].segments
        #expect(segments.count == 101)
        #expect(segments["129"]?.documents == 40)
        #expect(segments["(other)"]?.documents == Int64(600))
        #expect(result.otherSegments.count == 30)
        // As texts "0" to "7" are far from the end; the last ones by name are those that were put together.
        let names = (0..<129).map(String.init).sorted()
        #expect(result.otherSegments == Set(names.suffix(30)))
        let state = try #require(segments["(other)"]?.states.state(of: analyzer))
        #expect(state.fingerprints.count == 600)
        // Each has its own prices, but for those that all cost 1.
        let cheap = result.otherSegments.filter { Int($0) ?? 0 < 7 }.count
        #expect(try state.fingerprints.distinctCount() == 600 - cheap * 20 + min(cheap, 1))
    }

    @Test func `too many values are no segments`() throws {
        let documents = (0..<10_050).map { index in
            var builder = BSONBuilder()
            builder.string("shop", "shop number \(index)")
            return builder.document
        }
        let result = try run([], documents, by: ["shop"], threads: 2)
        #expect(result.segmentFault == .tooMany)
        #expect(result.scopes[0].documents == 10_050, "the whole is counted all the same")
    }
}

/// Lets documents through whose value is a text that is present.
private struct TextFilter: RowFilter {
    let path: FieldPath

    var columns: [ColumnRequest] { [ColumnRequest(path)] }

    func makeEvaluator() -> any RowFilterEvaluator { Evaluator() }

    private final class Evaluator: RowFilterEvaluator {
        func evaluate(_ batch: borrowing BatchView, into verdicts: UnsafeMutablePointer<UInt8>) {
            let column = batch[0]
            for row in 0..<batch.rows {
                verdicts[row] =
                    column.isPresent(row) && column.tags[row] == 0x02 ? RowVerdict.yes : RowVerdict.no
            }
        }
    }

    /// The same for one document, by a scan of its own.
    static func keeps(_ document: [UInt8], _ key: String) throws -> Bool {
        let analyzer = CompletenessAnalyzer(fields: [FieldPath(key: key)], missing: .none)
        let result = try Scan(
            plan: ScanPlan([analyzer]), source: MemorySource([document]), threads: 1, progress: ScanProgress()
        ).run()
        return try #require(result.states.state(of: analyzer)).counts[0].types["string"] == 1
    }
}
