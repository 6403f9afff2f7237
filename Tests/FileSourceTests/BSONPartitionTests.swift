import AuditModel
import FileSource
import ScanEngine
import TestSupport
import Testing

/// Files of BSON read by several threads: the cuts are guessed, the numbers are not.
@Suite struct BSONPartitionTests {
    /// Counts documents and adds up their bytes: `Scan` with no analyzer.
    private func scan(_ path: String, threads: Int) throws -> Scan.Result {
        try Scan(
            plan: ScanPlan([]), source: try FileSource.make(path: path), threads: threads, progress: ScanProgress()
        ).run()
    }

    private static func document(_ number: Int, _ bytes: Int) -> [UInt8] {
        var builder = BSONBuilder()
        builder.int32("_id", Int32(number))
        builder.string("text", String(repeating: "x", count: bytes))
        return builder.document
    }

    @Test func `threads share a file`() throws {
        let folder = try TemporaryFolder()
        var random = SeededGenerator(seed: 5)
        let documents = (0..<40_000).map { Self.document($0, Int.random(in: 0..<2_000, using: &random)) }
        let path = try folder.write(documents.flatMap(\.self), to: "a.bson")
        let opened = try FileSource.make(path: path).open(ReadRequest(threads: 4))
        #expect(opened.partitions == 4)
        var seen: [[UInt8]] = []
        for partition in 0..<4 {
            var visitor = ClosureVisitor { seen.append(Array($0)) }
            _ = try opened.read(partition, into: &visitor, progress: ScanProgress())
        }
        #expect(seen == documents)
        let result = try scan(path, threads: 4)
        #expect(result.partitions == 4)
        #expect(result.documents == 40_000)
        #expect(result.bytes == Int64(documents.reduce(0) { $0 + $1.count }))
    }

    @Test func `a wrong cut inside binary data is noticed`() throws {
        let folder = try TemporaryFolder()
        // A document whose binary data are documents themselves: a cut there looks as good as one can.
        let inner = (0..<20_000).flatMap { Self.document($0, 1_000) }
        var builder = BSONBuilder()
        builder.binary("dump", subtype: 0, inner)
        let documents =
            (0..<50).map { Self.document($0, 10) } + [builder.document] + (0..<50).map { Self.document($0, 10) }
        let path = try folder.write(documents.flatMap(\.self), to: "a.bson")
        #expect(try FileSource.make(path: path).open(ReadRequest(threads: 2)).partitions == 2, "no cut was guessed")
        let result = try scan(path, threads: 2)
        #expect(result.partitions == 1)
        #expect(result.documents == 101)
    }

    @Test func `the same error as from one thread, whoever meets it`() throws {
        let folder = try TemporaryFolder()
        var bytes = (0..<30_000).flatMap { Self.document($0, 1_000) }
        for place in [bytes.count / 3, bytes.count / 2 + 4_000, bytes.count - 1_700] {
            let kept = Array(bytes[place..<place + 1_200])
            bytes.replaceSubrange(place..<place + 1_200, with: repeatElement(0xFF, count: 1_200))
            let path = try folder.write(bytes, to: "a.bson")
            let alone = #expect(throws: SourceError.self) { try scan(path, threads: 1) }
            let together = #expect(throws: SourceError.self) { try scan(path, threads: 3) }
            #expect(alone == together)
            #expect(alone?.code == .malformed)
            bytes.replaceSubrange(place..<place + 1_200, with: kept)
        }
    }

    @Test func `small files and wrong ones have one part`() throws {
        let folder = try TemporaryFolder()
        let small = try folder.write(Self.document(1, 5) + Self.document(2, 5), to: "a.bson")
        #expect(try FileSource.make(path: small).open(ReadRequest(threads: 4)).partitions == 1)
        let noise = try folder.write([UInt8](repeating: 0xFF, count: 40 << 20), to: "b.bson")
        #expect(try FileSource.make(path: noise).open(ReadRequest(threads: 4)).partitions == 1)
        let empty = try folder.write([UInt8](), to: "c.bson")
        #expect(try scan(empty, threads: 4).documents == 0)
    }
}
