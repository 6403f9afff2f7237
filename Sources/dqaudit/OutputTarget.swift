import AuditModel
import Foundation
import Reporting

/// Where the result of a command goes: a file, or stdout.
enum OutputTarget {
    case standardOutput
    case file(String)

    /// Writes all of it or tells why not. A reader of stdout that went away is no error.
    func write(_ text: String) throws(SinkError) {
        switch self {
        case .standardOutput: try Self.write(text, to: STDOUT_FILENO, named: "stdout")
        case .file(let path):
            guard AtomicFile.isDevice(path) else {
                return try AtomicFile.write(Array(text.utf8), to: AtomicFile.destination(of: path))
            }
            let own = Self.ownDescriptor(path)
            let descriptor = own.map { dup($0) } ?? open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.failure("'\(VisibleText.of(path))'", errno) }
            defer { close(descriptor) }
            try Self.write(text, to: descriptor, named: "'\(VisibleText.of(path))'")
        }
    }

    /// The descriptor of this process that a path means; nil where it means none. A socket cannot be opened by such a name, and of a file one
    /// would write over its beginning.
    private static func ownDescriptor(_ path: String) -> Int32? {
        switch path {
        case "/dev/stdout": STDOUT_FILENO
        case "/dev/stderr": STDERR_FILENO
        default:
            ["/dev/fd/", "/proc/self/fd/"].lazy.compactMap { prefix in
                path.hasPrefix(prefix) ? Int32(path.dropFirst(prefix.count)) : nil
            }.first
        }
    }

    private static func write(_ text: String, to descriptor: Int32, named name: String) throws(SinkError) {
        guard let code = Output.write(text, to: descriptor), code != EPIPE else { return }
        throw failure(name, code)
    }

    static func failure(_ name: String, _ code: Int32) -> SinkError {
        let reason = String(cString: strerror(code))
        return SinkError(
            "cannot write \(name): \(reason.prefix(1).lowercased() + reason.dropFirst()); write somewhere else")
    }
}
