import Glibc
import Synchronization

/// The temporary file of one run, for what does not fit its ``MemoryBudget``.
///
/// Made at the first need and without a name in its folder, so that nothing is left whatever becomes of the process. Every writer claims a
/// place of its own; what has been written is read by position. A class, because states of all threads write to the same file, and closing it
/// frees its space on the disk.
package final class SpillFile: Sendable {
    private let folder: String
    private let claimed = Mutex<Claimed>(Claimed())

    private struct Claimed {
        /// -1: not made yet.
        var descriptor: Int32 = -1
        /// Where the next writer may begin.
        var end = 0
    }

    init(folder: String) { self.folder = folder }

    deinit {
        let descriptor = claimed.withLock { $0.descriptor }
        if descriptor >= 0 { close(descriptor) }
    }

    /// A part of the file that belongs to one writer.
    package struct Place: Sendable {
        fileprivate let descriptor: Int32
        fileprivate let offset: Int
    }

    /// Sets a place of so many bytes aside.
    package func claim(_ bytes: Int) throws(SpillFault) -> Place {
        try claimed.withLock { claimed throws(SpillFault) in
            if claimed.descriptor < 0 { claimed.descriptor = try make() }
            defer { claimed.end += bytes }
            return Place(descriptor: claimed.descriptor, offset: claimed.end)
        }
    }

    /// Writes bytes at `position` of a place.
    package func write(_ bytes: UnsafeRawBufferPointer, to place: Place, at position: Int) throws(SpillFault) {
        var done = 0
        while done < bytes.count {
            let rest = UnsafeRawBufferPointer(rebasing: bytes[done...])
            let count = pwrite(place.descriptor, rest.baseAddress, rest.count, place.offset + position + done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw SpillFault("written", in: folder, code: count == 0 ? ENOSPC : errno)
            }
        }
    }

    /// Fills a buffer from `position` of a place on.
    package func read(_ place: Place, at position: Int, into buffer: UnsafeMutableRawBufferPointer) throws(SpillFault) {
        var done = 0
        while done < buffer.count {
            let rest = UnsafeMutableRawBufferPointer(rebasing: buffer[done...])
            let count = pread(place.descriptor, rest.baseAddress, rest.count, place.offset + position + done)
            if count > 0 {
                done += count
            } else if count == 0 || errno != EINTR {
                throw SpillFault("read", in: folder, code: count == 0 ? EIO : errno)
            }
        }
    }

    private func make() throws(SpillFault) -> Int32 {
        // Never has a name; the file systems that cannot do it get a name for a moment.
        let nameless = open(folder, __O_TMPFILE | O_RDWR | O_CLOEXEC, 0o600)
        if nameless >= 0 { return nameless }
        let path = "\(folder)/dqaudit-\(String(UInt64.random(in: .min ... .max), radix: 36))"
        let named = open(path, O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0o600)
        guard named >= 0 else { throw SpillFault("made", in: folder, code: errno) }
        unlink(path)
        return named
    }
}

/// Why the temporary file could not be used: what, where, and what to do.
package struct SpillFault: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String

    package init(message: String) { self.message = message }

    fileprivate init(_ what: String, in folder: String, code: Int32) {
        let reason = String(cString: strerror(code))
        message =
            "the keys do not fit --memory-limit, and the temporary file for them could not be \(what) in '\(folder)' "
            + "(\(reason.prefix(1).lowercased() + reason.dropFirst())); "
            + "free space there, set TMPDIR to a folder with more, or raise --memory-limit"
    }

    package var description: String { message }
}
