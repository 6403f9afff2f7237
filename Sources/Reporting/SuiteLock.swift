import Foundation
import Synchronization

/// Keeps audits of one suite from running at the same time where they share a folder of reports.
///
/// The lock is the kernel's (`flock`) on `DIR/<suite>/.lock`, and ends with the process that holds it, however that ends: a file that
/// a dead process left behind holds nobody up. The file says who holds the lock, for people. Whoever lets go of the lock removes the
/// file first, so a lock counts only while its file is the one that the path names.
package final class SuiteLock: Sendable {
    /// What asking for the lock came to.
    package enum Attempt {
        /// It is ours. `abandoned`: who held it and ended without letting go.
        case taken(SuiteLock, abandoned: SuiteLockOwner?)
        /// Another audit holds it; who, where that could be read.
        case busy(SuiteLockOwner?)
        /// The folder cannot be written, so that no report can be either.
        case unwritable
        /// The file system knows no locks (some network file systems), or something else has the name of the file.
        case unsupported
    }

    private let path: String
    /// Folders that were made for the lock, the deepest first.
    private let madeFolders: [String]
    /// The open file that the lock is on; -1 when it has been let go.
    private let descriptor: Mutex<Int32>

    private init(path: String, madeFolders: [String], descriptor: Int32) {
        self.path = path
        self.madeFolders = madeFolders
        self.descriptor = Mutex(descriptor)
    }

    deinit { release() }

    /// Asks for the lock of a suite, and does not wait for it.
    package static func attempt(_ folder: ReportFolder, suite: String, for owner: SuiteLockOwner) -> Attempt {
        let place = folder.folder(ofSuite: suite)
        let path = "\(place)/.lock"
        let missing = AtomicFile.missingFolders(of: place)
        var lacksFolder = false
        // Somebody who lets go at this moment takes the file away, and perhaps the folders: then all begins anew.
        for _ in 0..<100 {
            let code = AtomicFile.createFolder(place)
            lacksFolder = code == ENOENT
            if lacksFolder { continue }
            guard code == nil else { return .unwritable }
            guard let descriptor = open(path) else {
                if errno == ENOENT { continue }
                return access(place, W_OK | X_OK) == 0 ? .unsupported : .unwritable
            }
            guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
                let code = errno
                defer { close(descriptor) }
                if code == EINTR { continue }
                guard code == EWOULDBLOCK else { return .unsupported }
                // A holder that may not write into the file leaves in it what an earlier one wrote.
                return .busy(SuiteLockOwner.read(descriptor).flatMap { $0.isGone ? nil : $0 })
            }
            guard names(path, descriptor) else {
                close(descriptor)
                continue
            }
            let abandoned = SuiteLockOwner.read(descriptor)
            owner.write(to: descriptor)
            return .taken(
                SuiteLock(path: path, madeFolders: missing, descriptor: descriptor), abandoned: abandoned)
        }
        return lacksFolder ? .unwritable : .busy(nil)
    }

    /// Lets go of the lock; a second call does nothing.
    package func release() {
        descriptor.withLock { descriptor in
            guard descriptor >= 0 else { return }
            // Somebody may have taken the file away by hand; what lies there then is another's.
            if SuiteLock.names(path, descriptor) { unlink(path) }
            // Only empty ones go: of an audit that was interrupted nothing stays.
            for folder in madeFolders where rmdir(folder) != 0 { break }
            close(descriptor)
            descriptor = -1
        }
    }

    /// Opens or makes the file; of another user's it is enough to read it.
    private static func open(_ path: String) -> Int32? {
        let flags = O_CLOEXEC | O_NOFOLLOW
        var descriptor = Foundation.open(path, O_RDWR | O_CREAT | flags, 0o644)
        if descriptor >= 0 {
            // Whatever the umask: who may not open the file could not tell that it is locked. It holds no secret.
            fchmod(descriptor, 0o644)
        } else if errno == EACCES {
            descriptor = Foundation.open(path, O_RDONLY | flags)
            // There is none, and none can be made: nobody has just let go of it.
            if descriptor < 0, errno == ENOENT { errno = EACCES }
        }
        return descriptor < 0 ? nil : descriptor
    }

    /// Whether a path names the open file.
    private static func names(_ path: String, _ descriptor: Int32) -> Bool {
        var own = stat()
        var named = stat()
        return fstat(descriptor, &own) == 0 && lstat(path, &named) == 0
            && own.st_dev == named.st_dev && own.st_ino == named.st_ino
    }
}
