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
            guard Self.isDevice(path) else { return try AtomicFile.write(Array(text.utf8), to: path) }
            let descriptor = open(path, O_WRONLY | O_CLOEXEC)
            guard descriptor >= 0 else { throw Self.failure("'\(VisibleText.of(path))'", errno) }
            defer { close(descriptor) }
            try Self.write(text, to: descriptor, named: "'\(VisibleText.of(path))'")
        }
    }

    /// Whether a path is something else than a file: a pipe or a device, in whose place no file must be put.
    private static func isDevice(_ path: String) -> Bool {
        var status = stat()
        guard stat(path, &status) == 0 else { return false }
        return status.st_mode & S_IFMT != S_IFREG && status.st_mode & S_IFMT != S_IFDIR
    }

    private static func write(_ text: String, to descriptor: Int32, named name: String) throws(SinkError) {
        var rest = Array(text.utf8)[...]
        while !rest.isEmpty {
            let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EPIPE { return }
            guard count > 0 else { throw failure(name, errno) }
            rest = rest.dropFirst(count)
        }
    }

    private static func failure(_ name: String, _ code: Int32) -> SinkError {
        let reason = String(cString: strerror(code))
        return SinkError(
            "cannot write \(name): \(reason.prefix(1).lowercased() + reason.dropFirst()); write somewhere else")
    }
}
