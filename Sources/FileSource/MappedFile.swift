import AuditModel
import Glibc

/// A whole file in memory, read-only; the operating system brings in pages as they are touched.
///
/// Good for looking here and there. What is read as a whole is copied piece by piece (``FileWindow``).
struct MappedFile: ~Copyable {
    let path: String
    private let descriptor: Int32
    /// Valid as long as this value.
    let bytes: UnsafeRawBufferPointer

    /// - Throws: ``SourceError`` with code `configuration` when the file cannot be opened or mapped.
    init(path: String) throws(SourceError) {
        self.path = path
        descriptor = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw SourceError(.configuration, "\(path): cannot be opened: \(FileSource.reasonOfLastFailure())")
        }
        var facts = stat()
        guard fstat(descriptor, &facts) == 0 else {
            let reason = FileSource.reasonOfLastFailure()
            close(descriptor)
            throw SourceError(.configuration, "\(path): cannot be read: \(reason)")
        }
        let count = Int(facts.st_size)
        // Nothing cannot be mapped.
        guard count > 0 else {
            bytes = UnsafeRawBufferPointer(start: nil, count: 0)
            return
        }
        guard let start = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), start != MAP_FAILED else {
            let reason = FileSource.reasonOfLastFailure()
            close(descriptor)
            throw SourceError(.configuration, "\(path): cannot be mapped: \(reason)")
        }
        posix_fadvise(descriptor, 0, 0, POSIX_FADV_SEQUENTIAL)
        bytes = UnsafeRawBufferPointer(start: start, count: count)
    }

    /// Copies as much of the file as is at hand from a place on, at least one byte.
    /// - Throws: ``SourceError`` with code `brokenOff` when it cannot be read, or is shorter than it was.
    func read(into target: UnsafeMutableRawBufferPointer, at place: Int) throws(SourceError) -> Int {
        while true {
            let count = pread(descriptor, target.baseAddress, target.count, place)
            if count > 0 { return count }
            if count == 0 {
                throw SourceError(.brokenOff, "\(path): reading broke off: the file has become shorter meanwhile")
            }
            if errno != EINTR {
                throw SourceError(.brokenOff, "\(path): reading broke off: \(FileSource.reasonOfLastFailure())")
            }
        }
    }

    deinit {
        if let start = bytes.baseAddress { munmap(UnsafeMutableRawPointer(mutating: start), bytes.count) }
        close(descriptor)
    }
}
