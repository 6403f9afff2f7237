import AuditModel
import Glibc

/// The part of a file that a thread is reading, copied into a buffer of its own.
///
/// The copy is what makes it fast: it brings the bytes into the caches of the thread in one stream, where a walk, which reads here and
/// there, would wait for memory at nearly every line. Walking mapped memory costs more, pages mapped and given back included. Nor can
/// a file that is cut off meanwhile end the process by a signal.
struct FileWindow: ~Copyable {
    private let file: SharedMapping
    private let end: Int
    private var buffer: UnsafeMutableRawBufferPointer
    /// What of the file is in the buffer.
    private var held: Range<Int>

    /// Bytes copied at a time: they fit the second cache.
    private static let capacity = 256 << 10

    /// - Parameters:
    ///   - start: where reading begins.
    ///   - end: where it ends as a rule; what lies beyond is read where it is asked for.
    init(_ file: SharedMapping, from start: Int, to end: Int) {
        self.file = file
        self.end = end
        buffer = .allocate(byteCount: FileWindow.capacity, alignment: 4096)
        held = start..<start
    }

    deinit { buffer.deallocate() }

    /// The bytes at hand from a place on, valid until the next ``fill(from:atLeast:)``; none where the place is not held.
    @inline(__always)
    func bytes(from place: Int) -> UnsafeRawBufferPointer {
        UnsafeRawBufferPointer(rebasing: buffer[(place - held.lowerBound)..<held.count])
    }

    /// Reads on from a place.
    /// - Parameter count: bytes that are wanted in one piece; fewer are at hand afterwards only where the file ends before.
    /// - Throws: ``SourceError`` with code `brokenOff` when the file cannot be read, or has become shorter.
    mutating func fill(from place: Int, atLeast count: Int) throws(SourceError) {
        if count > buffer.count {
            buffer.deallocate()
            buffer = .allocate(byteCount: count, alignment: 4096)
        }
        let wanted = min(max(count, min(buffer.count, end - place)), file.bytes.count - place)
        held = place..<place
        while held.count < wanted {
            let target = UnsafeMutableRawBufferPointer(rebasing: buffer[held.count..<wanted])
            let read = try file.read(into: target, at: held.upperBound)
            held = place..<held.upperBound + read
        }
    }
}
