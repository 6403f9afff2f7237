package import AuditModel
import Foundation
import Synchronization

/// Writes a file so that its path always holds the old bytes or the new ones, never a part.
package enum AtomicFile {
    /// Replaces the file at `path`, creating its parent folders; the new file has mode 0644.
    ///
    /// The bytes go to a temporary file in the same folder, which is flushed to the disk and renamed. After a failure the old file
    /// is untouched and no temporary file is left.
    /// - Throws: `SinkError` with what could not be done, where, and what to do.
    /// - Parameter isLasting: Whether the file has to survive a power cut: waiting for the disk takes some milliseconds. Without it the
    ///   file may be empty after one.
    package static func write(_ bytes: [UInt8], to path: String, isLasting: Bool = true) throws(SinkError) {
        try write(bytes, to: path, alsoNamed: nil, isLasting: isLasting)
    }

    /// The same for a file with two names in one folder, each of which is replaced apart.
    ///
    /// Where the file system knows such links the bytes reach the disk once, and that is what a small audit mostly waits for.
    package static func write(
        _ bytes: [UInt8], to path: String, alsoNamed other: String?, isLasting: Bool = true
    ) throws(SinkError) {
        let place = Place(path: path)
        guard !place.name.isEmpty, place.name != ".", place.name != ".." else {
            throw SinkError("cannot write \(quoted(path)): it names a folder, not a file; add a file name")
        }
        if let code = createFolder(place.folder) {
            throw failure("cannot create folder \(quoted(place.folder))", code: code)
        }
        let temporary = place.temporaryPath()
        unfinished.withLock { _ = $0.insert(temporary) }
        defer { unfinished.withLock { _ = $0.remove(temporary) } }
        if let code = fill(temporary, with: bytes, isLasting) {
            unlink(temporary)
            throw failure("cannot write \(quoted(path))", code: code)
        }
        var copy: (temporary: String, code: Int32?)?
        if other != nil {
            let second = place.temporaryPath()
            unfinished.withLock { _ = $0.insert(second) }
            copy = (second, link(temporary, second) == 0 ? nil : fill(second, with: bytes, isLasting))
        }
        if let code = move(temporary, to: path) {
            unlink(temporary)
            if let copy { unlink(copy.temporary) }
            throw failure("cannot write \(quoted(path))", code: code)
        }
        if let other, let copy, let code = copy.code ?? move(copy.temporary, to: other) {
            unlink(copy.temporary)
            throw failure("cannot write \(quoted(other))", code: code)
        }
        if let copy { unfinished.withLock { _ = $0.remove(copy.temporary) } }
        // The file is in place; only its survival of a power cut depends on this, and some file systems cannot do it.
        if isLasting { _ = flushFolder(place.folder) }
    }

    /// Temporary files of writes that are under way.
    private static let unfinished = Mutex<Set<String>>([])

    /// Takes away what is half-written, before the process ends in the midst of it.
    package static func abandon() {
        for path in unfinished.withLock({ $0 }) { unlink(path) }
    }

    /// Reads a whole file; nil when there is none.
    package static func read(_ path: String) throws(SinkError) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            if errno == ENOENT { return nil }
            throw failure("cannot read \(quoted(path))", code: errno)
        }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Foundation.read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure("cannot read \(quoted(path))", code: errno)
            }
            bytes.append(contentsOf: chunk[0..<count])
        }
    }

    /// Runs `body` while no other process that asks likewise is in the same folder.
    ///
    /// The lock is advisory and on the folder itself, so that no lock file stays behind. A folder that cannot be locked (some
    /// network file systems) does not stop the work.
    /// - Throws: when another process keeps it for longer than `patience`, or for as long as it takes to be cancelled: what `body` reads and
    ///   writes back would lose what that one writes.
    package static func whileLocked(
        folderOf path: String, patience: Duration = .seconds(30), _ body: () throws(SinkError) -> Void
    ) throws(SinkError) {
        let folder = Place(path: path).folder
        _ = createFolder(folder)
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        defer { if descriptor >= 0 { close(descriptor) } }
        let end = ContinuousClock.now + patience
        while descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            guard errno == EWOULDBLOCK || errno == EINTR else { break }
            guard ContinuousClock.now < end, !Task.isCancelled else {
                throw SinkError(
                    "cannot write \(quoted(path)): another process has locked its folder; look whether that one hangs")
            }
            usleep(20_000)
        }
        try body()
    }

    /// Where a path leads that somebody named: through links, which are to stay. Itself where nothing is there yet.
    package static func destination(of path: String) -> String {
        guard let real = realpath(path, nil) else { return path }
        defer { free(real) }
        return String(cString: real)
    }

    /// Whether a path is something else than a file: a pipe or a device, in whose place no file must be put. So is a name for what is open
    /// already, even where that is a file. (`/dev/shm` has files like any other folder.)
    package static func isDevice(_ path: String) -> Bool {
        if ["/dev/stdout", "/dev/stderr"].contains(path) { return true }
        if ["/dev/fd/", "/proc/"].contains(where: path.hasPrefix) { return true }
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    }

    /// A path taken apart.
    private struct Place {
        let folder: String
        let name: String

        init(path: String) {
            guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else {
                folder = "."
                name = path
                return
            }
            let parent = String(path[..<slash])
            folder = parent.isEmpty ? "/" : parent
            name = String(path[path.index(after: slash)...])
        }

        /// Hidden, not ending like the file (node_exporter reads every `.prom`), never longer than a file system allows.
        func temporaryPath() -> String {
            let unique = String(UInt64.random(in: .min ... .max), radix: 36)
            return "\(folder)/.\(name.prefix(40)).\(unique).tmp"
        }
    }

    /// A folder and those above it that are not there, the deepest first.
    static func missingFolders(of path: String) -> [String] {
        var missing: [String] = []
        var path = path
        while !isFolder(path) {
            missing.append(path)
            let parent = Place(path: path).folder
            if parent == path || parent == "." { break }
            path = parent
        }
        return missing
    }

    /// Creates a folder and its parents; answers the error number of the step that failed.
    static func createFolder(_ path: String) -> Int32? {
        if isFolder(path) { return nil }
        let parent = Place(path: path).folder
        if parent != path, parent != ".", parent != "/", let code = createFolder(parent) { return code }
        if mkdir(path, 0o777) == 0 { return nil }
        let code = errno
        // Another process may have been faster.
        return isFolder(path) ? nil : code
    }

    private static func isFolder(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    private static func fill(_ path: String, with bytes: [UInt8], _ isLasting: Bool) -> Int32? {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { return errno }
        // The mode is part of the promise, whatever the umask: a web server or node_exporter reads the file as another user.
        var code = fchmod(descriptor, 0o644) == 0 ? nil : errno
        if code == nil { code = bytes.withUnsafeBytes { WholeWrite.write($0, to: descriptor) } }
        if code == nil, isLasting, fsync(descriptor) != 0 { code = errno }
        // A network file system may report a failed write only here.
        if close(descriptor) != 0, code == nil, errno != EINTR { code = errno }
        return code
    }

    private static func move(_ source: String, to target: String) -> Int32? {
        rename(source, target) == 0 ? nil : errno
    }

    private static func flushFolder(_ path: String) -> Bool {
        let descriptor = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        return fsync(descriptor) == 0
    }

    private static func failure(_ what: String, code: Int32) -> SinkError {
        let advice =
            switch code {
            case ENOSPC, EDQUOT: "free some space or choose another folder"
            case EFBIG: "raise the file size limit (ulimit -f)"
            case EACCES, EPERM: "make the folder writable for this user or choose another"
            case EROFS: "the file system is read-only; choose another folder"
            case ENOTDIR, EEXIST: "a part of the path is a file, not a folder; choose another path"
            case EISDIR, ENOTEMPTY: "a folder of this name is in the way; remove it or choose another path"
            case ENAMETOOLONG: "choose a shorter name"
            default: "check the path and the disk"
            }
        let reason = String(cString: strerror(code))
        return SinkError("\(what): \(reason.prefix(1).lowercased() + reason.dropFirst()); \(advice)")
    }

    private static func quoted(_ path: String) -> String { "'\(VisibleText.of(path))'" }
}
