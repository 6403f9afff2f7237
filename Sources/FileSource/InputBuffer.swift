import AuditModel
import Glibc

/// The part of a stream that is being looked at; it grows only when one piece is longer than all before.
struct InputBuffer<Stream: ByteStream & ~Copyable>: ~Copyable {
    private var stream: Stream
    private var storage: UnsafeMutableRawBufferPointer
    private var start = 0
    private var end = 0
    /// The place of the first byte at hand in the whole stream.
    private(set) var offset = 0

    init(_ stream: consuming Stream, capacity: Int = 256 << 10) {
        self.stream = stream
        storage = .allocate(byteCount: capacity, alignment: 16)
    }

    deinit {
        storage.deallocate()
    }

    /// The bytes at hand, valid until the next call that changes the buffer.
    var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: storage[start..<end]) }

    /// Gets further bytes behind those at hand.
    /// - Returns: false at the end of the stream.
    mutating func more() throws(SourceError) -> Bool {
        if start > 0 {
            storage.baseAddress.map { _ = memmove($0, $0 + start, end - start) }
            (start, end) = (0, end - start)
        }
        if end == storage.count {
            let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: 2 * storage.count, alignment: 16)
            larger.copyMemory(from: UnsafeRawBufferPointer(storage))
            storage.deallocate()
            storage = larger
        }
        let count = try stream.read(into: UnsafeMutableRawBufferPointer(rebasing: storage[end...]))
        end += count
        return count > 0
    }

    /// Leaves bytes behind.
    mutating func drop(_ count: Int) {
        start += count
        offset += count
    }
}
