import AuditModel
import Glibc

/// Bytes that come one after the other.
protocol ByteStream: ~Copyable {
    /// Fills as much of the target as is at hand, at least one byte.
    /// - Returns: how many bytes; 0 at the end.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int
}

/// A file from beginning to end.
struct FileByteStream: ByteStream, ~Copyable {
    let path: String
    private let descriptor: Int32

    /// - Throws: ``SourceError`` with code `configuration` when the file cannot be opened.
    init(path: String) throws(SourceError) {
        self.path = path
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SourceError(.configuration, "\(path): cannot be opened: \(FileSource.reasonOfLastFailure())")
        }
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// The size of the file in bytes; 0 when unknown.
    var byteCount: Int {
        var facts = stat()
        return fstat(descriptor, &facts) == 0 ? Int(facts.st_size) : 0
    }

    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(SourceError) -> Int {
        while true {
            let count = Glibc.read(descriptor, target.baseAddress, target.count)
            if count >= 0 { return count }
            if errno != EINTR {
                throw SourceError(.brokenOff, "\(path): reading broke off: \(FileSource.reasonOfLastFailure())")
            }
        }
    }
}
