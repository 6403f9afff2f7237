import AuditModel
import FileSource
import Glibc
import ScanEngine
import TestSupport
import Testing

@Suite struct BSONFileSourceTests {
    private static let one: [UInt8] = [12, 0, 0, 0, 0x10, 0x61, 0, 7, 0, 0, 0, 0]
    private static let empty: [UInt8] = [5, 0, 0, 0, 0]

    private func failure(_ bytes: [UInt8], compressed: Bool = false) throws -> (error: SourceError?, seen: Int) {
        let folder = try TemporaryFolder()
        let contents = try compressed ? Gzip.compressed(bytes) : bytes
        let source = try FileSource.make(path: folder.write(contents, to: compressed ? "a.bson.gz" : "a.bson"))
        var seen = 0
        do {
            try source.readAll { _ in seen += 1 }
            return (nil, seen)
        } catch {
            return (error, seen)
        }
    }

    @Test(arguments: [false, true])
    func `names the byte where a file is cut off`(compressed: Bool) throws {
        let whole = Self.one + Self.empty + Self.one
        let ends = [0: 0, 12: 1, 17: 2, 29: 3]
        for length in 0...whole.count {
            let result = try failure(Array(whole.prefix(length)), compressed: compressed)
            if let documents = ends[length] {
                #expect(result.error == nil)
                #expect(result.seen == documents)
            } else {
                let start = ends.keys.filter { $0 < length }.max() ?? 0
                #expect(result.error?.code == .malformed)
                #expect(result.error?.message.contains("byte \(start)") == true, "\(result.error?.message ?? "")")
                #expect(result.error?.message.contains("ends within a document") == true)
                #expect(result.seen == ends[start])
            }
        }
    }

    @Test(arguments: [false, true])
    func `refuses bytes that are no document`(compressed: Bool) throws {
        let garbage: [[UInt8]] = [
            [0, 0, 0, 0, 0], [4, 0, 0, 0, 0], [255, 255, 255, 255, 0], [0, 0, 0, 128, 0], [0, 0, 0, 127, 0],
            [5, 0, 0, 0, 1], [6, 0, 0, 0, 0, 9], Array("{\"a\": 1}".utf8),
        ]
        for bytes in garbage {
            let result = try failure(Self.one + bytes, compressed: compressed)
            #expect(result.error?.code == .malformed)
            #expect(result.error?.message.contains("byte 12") == true, "\(result.error?.message ?? "")")
            #expect(result.seen == 1)
        }
    }

    @Test func `says that a file is cut off while it is read`() throws {
        let folder = try TemporaryFolder()
        let path = try folder.write(Array(repeatElement(Self.one, count: 400_000).joined()), to: "a.bson")
        let source = try FileSource.make(path: path)
        var seen = 0
        let error = #expect(throws: SourceError.self) {
            try source.readAll { _ in
                if seen == 0 { #expect(truncate(path, 1_000_000) == 0) }
                seen += 1
            }
        }
        #expect(error?.code == .brokenOff)
        #expect(error?.message.contains("the file has become shorter") == true, "\(error?.message ?? "")")
        #expect(seen > 0)
    }

    @Test func `reads every document once, wherever its bytes lie in the buffer`() throws {
        var random = SeededGenerator(seed: 7)
        var bytes: [UInt8] = []
        var lengths: [Int] = []
        while bytes.count < 6_000_000 {
            // 4 + 3 + 4 bytes before the text, 1 + 1 behind.
            let text = Int.random(in: 0...(lengths.count % 9 == 0 ? 700_000 : 3_000), using: &random)
            lengths.append(text + 13)
            bytes += withUnsafeBytes(of: Int32(text + 13).littleEndian, Array.init) + [0x02, 0x61, 0]
            bytes += withUnsafeBytes(of: Int32(text + 1).littleEndian, Array.init)
            bytes += (0..<text).map { UInt8(truncatingIfNeeded: $0 &* lengths.count | 1) } + [0, 0]
        }
        let folder = try TemporaryFolder()
        let source = try FileSource.make(path: folder.write(bytes, to: "a.bson"))
        var place = 0
        var seen: [Int] = []
        try source.readAll { document in
            #expect(document.elementsEqual(bytes[place..<min(place + document.count, bytes.count)]))
            place += document.count
            seen.append(document.count)
        }
        #expect(seen == lengths)
    }

    @Test func `tells what a file with the wrong suffix is`() throws {
        #expect(try failure(Array(#"{"a": 1}"#.utf8)).error?.message.contains("looks like JSON") == true)
        #expect(try failure(Gzip.compressed(Self.one)).error?.message.contains("looks like gzip") == true)
    }

    @Test(arguments: [false, true])
    func `reads documents beyond 16 MiB`(compressed: Bool) throws {
        let length = 20 << 20
        // Around the text's bytes stand 4 + 3 + 4 before and 1 + 1 behind.
        let text = Array(repeating: UInt8(ascii: "x"), count: length - 13)
        let head = withUnsafeBytes(of: Int32(length).littleEndian, Array.init) + [0x02, 0x61, 0]
        let large = head + withUnsafeBytes(of: Int32(text.count + 1).littleEndian, Array.init) + text + [0, 0]
        #expect(large.count == length)
        let result = try failure(Self.one + large + Self.one + large, compressed: compressed)
        #expect(result.error == nil)
        #expect(result.seen == 4)
    }

    @Test func `cuts a file between documents, whatever their values look like`() throws {
        // Binary data that begins like a document: a length that leads exactly to the next one, then the type of a string.
        let length = 997
        let place = 600
        func number(_ value: Int) -> [UInt8] { withUnsafeBytes(of: Int32(value).littleEndian, Array.init) }
        var document = number(length)
        document += [0x05, 0x61, 0] as [UInt8]
        // The data's bytes begin behind 4 + 3 + 4 + 1, and one follows.
        document += number(length - 13)
        document += [UInt8](repeating: 0, count: length - document.count)
        document.replaceSubrange(place..<place + 4, with: number(length - place))
        document[place + 4] = 0x02
        // Large enough for two parts, and the middle lies within a document, before the lie.
        let count = 17_001
        #expect(count * length / 2 % length < place)
        let folder = try TemporaryFolder()
        let bytes = Array(repeatElement(document, count: count).joined())
        let source = try FileSource.make(path: folder.write(bytes, to: "a.bson"))
        #expect(try source.open(ReadRequest(threads: 2)).partitions == 2)
        var seen = 0
        try source.readAll(ReadRequest(threads: 2)) { document throws(SourceError) in
            #expect(document.count == length)
            seen += 1
        }
        #expect(seen == count)
    }
}
