import AuditModel
import ScanEngine

/// A mapped file of BSON documents, cut into ranges of bytes for several threads.
///
/// The cuts are guessed (``BSONCuts``) and proven by reading: each partition must end exactly where the next one begins, and the first
/// begins at the beginning, so that what is read without a failure is every document once. After a failure, the file is read uncut.
struct OpenedDump: OpenedSource {
    let facts: SourceFacts
    let path: String
    let mapping: SharedMapping
    /// Where the partitions begin, and the end of the file.
    let cuts: [Int]
    let explanation: ReadExplanation

    init(_ path: String, _ mapping: SharedMapping, facts: SourceFacts, request: ReadRequest) {
        self.path = path
        self.mapping = mapping
        self.facts = facts
        let size = mapping.bytes.count
        let wanted = max(1, min(request.threads, size / OpenedDump.leastBytes))
        cuts = BSONCuts.places(in: mapping.bytes, parts: wanted)
        var explanation = ReadExplanation()
        explanation.add(
            "threads", "\(cuts.count - 1), each with a part of the mapped file",
            because: OpenedDump.reason(parts: cuts.count - 1, wanted: wanted, threads: request.threads))
        self.explanation = explanation
    }

    /// Why there is one part only; nil when there are several.
    private static func reason(parts: Int, wanted: Int, threads: Int) -> String? {
        if parts > 1 { return nil }
        if threads == 1 { return "one was asked for, or this machine has one core" }
        return wanted == 1 ? "the file is small" : "no place to cut was found"
    }

    private init(uncut other: OpenedDump) {
        path = other.path
        mapping = other.mapping
        facts = other.facts
        explanation = other.explanation
        cuts = [0, other.mapping.bytes.count]
    }

    /// A partition must be worth its thread.
    private static let leastBytes = 8 << 20

    var partitions: Int { cuts.count - 1 }

    var uncut: (any OpenedSource)? { partitions > 1 ? OpenedDump(uncut: self) : nil }

    func read<Visitor: DocumentVisitor & ~Copyable>(
        _ partition: Int, into visitor: inout Visitor, progress: ScanProgress
    ) throws(SourceError) -> PartitionReading {
        let end = cuts[partition + 1]
        var offset = cuts[partition]
        var window = FileWindow(mapping, from: offset, to: end)
        while offset < end {
            let bytes = window.bytes(from: offset)
            switch BSONFraming.frame(at: bytes) {
            case .document(let length):
                try visitor.visit(UnsafeRawBufferPointer(rebasing: bytes[..<length]))
                offset += length
            case .incomplete(let needed):
                try window.fill(from: offset, atLeast: needed)
                let left = mapping.bytes.count - offset
                guard needed <= left || left >= 4 && bytes.count < 4 else {
                    throw DumpFault.truncated(path, at: offset, needed: needed, bytes: window.bytes(from: offset))
                }
            case .broken(let flaw): throw DumpFault.broken(path, flaw, at: offset, bytes: bytes)
            }
        }
        // Never seen by anybody: the file is read uncut.
        guard offset == end else { throw SourceError(.malformed, "\(path): byte \(end) begins no document") }
        return PartitionReading()
    }
}

/// A mapped file that several threads read.
///
/// Safe to share: the memory is mapped read-only and nobody writes to it.
final class SharedMapping: @unchecked Sendable {
    private let file: MappedFile

    init(path: String) throws(SourceError) { file = try MappedFile(path: path) }

    /// Valid as long as this object.
    var bytes: UnsafeRawBufferPointer { file.bytes }

    /// See ``MappedFile/read(into:at:)``.
    func read(into target: UnsafeMutableRawBufferPointer, at place: Int) throws(SourceError) -> Int {
        try file.read(into: target, at: place)
    }
}
