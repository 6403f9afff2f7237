import AuditModel
import FileSource
import TestSupport
import Testing

@Suite struct GzipByteStreamTests {
    private static let lines = (0..<2_000).map {
        #"{"_id": \#($0), "hash": \#($0 &* 2_654_435_761 % 1_000_003)}"# + "\n"
    }

    private func count(_ bytes: [UInt8]) throws -> Int {
        let folder = try TemporaryFolder()
        return try FileSource.make(path: folder.write(bytes, to: "a.jsonl.gz")).documentCount()
    }

    @Test func `reads all members and leaves padding behind`() throws {
        let first = try Gzip.compressed(Self.lines[..<700].joined().utf8)
        let second = try Gzip.compressed(Self.lines[700...].joined().utf8)
        #expect(try count(first) == 700)
        #expect(try count(first + second) == 2_000)
        #expect(try count(first + Gzip.compressed([]) + second) == 2_000)
        #expect(try count(first + Array(repeating: 0, count: 1_000)) == 700)
        #expect(try count(Gzip.compressed([])) == 0)
    }

    @Test func `refuses a file that was cut off, at every length`() throws {
        let whole = try Gzip.compressed(Self.lines[..<300].joined().utf8)
        for length in Array(0..<40) + Array(stride(from: 40, to: whole.count, by: 97)) + [whole.count - 1] {
            let error = #expect(throws: SourceError.self) { try count(Array(whole.prefix(length))) }
            #expect(error?.code == .malformed)
            let reason = length == 0 ? "is empty" : "was cut off"
            #expect(error?.message.contains(reason) == true, "\(length): \(error?.message ?? "")")
        }
    }

    @Test func `refuses what is not gzip`() throws {
        let whole = try Gzip.compressed(Self.lines.joined().utf8)
        let plain = #expect(throws: SourceError.self) { try count(Array(#"{"a": 1}"#.utf8)) }
        #expect(plain?.message.contains("is not compressed with gzip") == true)
        let trailing = #expect(throws: SourceError.self) { try count(whole + Array("more".utf8)) }
        #expect(trailing?.message.contains("something else than gzip follows") == true)
        for place in [10, whole.count / 2, whole.count - 6, whole.count - 2] {
            var damaged = whole
            damaged[place] ^= 0x55
            #expect(throws: SourceError.self) { try count(damaged) }
        }
    }
}
