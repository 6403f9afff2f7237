import AuditModel
import CZlib

/// The uncompressed bytes of a gzip file, of all its members.
struct GzipByteStream: ByteStream, ~Copyable {
    private enum Place { case beforeFirstMember, inMember, betweenMembers }

    private var file: FileByteStream
    /// On the heap, because zlib keeps its address.
    private let inflation: UnsafeMutablePointer<z_stream>
    private let input: UnsafeMutableRawBufferPointer
    private var place = Place.beforeFirstMember
    private var fileEnded = false

    /// - Throws: ``SourceError`` with code `configuration` when the file cannot be opened.
    init(path: String) throws(SourceError) {
        file = try FileByteStream(path: path)
        input = .allocate(byteCount: 256 << 10, alignment: 16)
        inflation = .allocate(capacity: 1)
        inflation.initialize(to: z_stream())
        // 15 bits of window; 16 more ask for a gzip header and nothing else.
        let status = inflateInit2_(inflation, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        precondition(status == Z_OK, "zlib cannot start: out of memory or another version")
    }

    deinit {
        inflateEnd(inflation)
        inflation.deallocate()
        input.deallocate()
    }

    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        while true {
            if inflation.pointee.avail_in == 0, !fileEnded { try refill() }
            if place == .inMember {
                let count = try inflate(into: target)
                if count > 0 { return count }
            } else if !(try enterMember()) {
                return 0
            }
        }
    }

    private mutating func refill() throws(SourceError) {
        let count = try file.read(into: input)
        fileEnded = count == 0
        inflation.pointee.next_in = input.baseAddress?.assumingMemoryBound(to: UInt8.self)
        inflation.pointee.avail_in = UInt32(count)
    }

    /// Goes to the next member.
    /// - Returns: false when there is none.
    private mutating func enterMember() throws(SourceError) -> Bool {
        guard inflation.pointee.avail_in > 0, let next = inflation.pointee.next_in else {
            if place == .betweenMembers { return false }
            throw failure("the file is empty, which no gzip file is")
        }
        if place == .betweenMembers, next.pointee == 0 {
            // Tapes and some tools fill up with zeros.
            inflation.pointee.next_in = next + 1
            inflation.pointee.avail_in -= 1
            return true
        }
        let isMagic = next.pointee == 0x1F && (inflation.pointee.avail_in < 2 || next[1] == 0x8B)
        guard isMagic else {
            throw failure(
                place == .beforeFirstMember
                    ? "is not compressed with gzip; if it is a plain file, its name must not end in .gz"
                    : "something else than gzip follows the compressed contents")
        }
        inflateReset(inflation)
        place = .inMember
        return true
    }

    private mutating func inflate(into target: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        if inflation.pointee.avail_in == 0, fileEnded {
            throw failure("the file ends within its compressed contents: it was cut off")
        }
        let room = min(target.count, 1 << 30)
        inflation.pointee.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
        inflation.pointee.avail_out = UInt32(room)
        let status = CZlib.inflate(inflation, Z_NO_FLUSH)
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: place = .betweenMembers
        default: throw failure("the compressed contents are damaged")
        }
        return room - Int(inflation.pointee.avail_out)
    }

    private func failure(_ reason: String) -> SourceError {
        SourceError(.malformed, "\(file.path): \(reason)")
    }
}
