import AuditModel
import Foundation

/// Gets the bytes of suite files, or one sentence why not.
enum SuiteFileReader {
    /// An honest suite has some kilobytes.
    static let maximumBytes = 1 << 20

    /// - Throws: the issue at the start of the file.
    static func bytes(of path: String) throws(ConfigIssue) -> [UInt8] {
        func issue(_ message: String) -> ConfigIssue {
            ConfigIssue(at: SourcePosition(file: path, line: 1, column: 1), message)
        }
        var isDirectory: ObjCBool = false
        guard FileManager.default.fileExists(atPath: path, isDirectory: &isDirectory) else {
            throw issue("there is no such file; name a suite file or a directory of *.yml files")
        }
        if isDirectory.boolValue { throw issue("this is a directory, not a suite file") }
        guard let handle = FileHandle(forReadingAtPath: path) else {
            throw issue("the file cannot be opened: check its permissions")
        }
        defer { try? handle.close() }
        var bytes: [UInt8] = []
        do {
            // Pipes give less than is asked for.
            while bytes.count <= maximumBytes,
                let part = try handle.read(upToCount: maximumBytes + 1 - bytes.count), !part.isEmpty
            {
                bytes += part
            }
        } catch {
            throw issue("the file cannot be read: \(error.localizedDescription)")
        }
        if bytes.count > maximumBytes {
            throw issue("the file is larger than 1 MiB; a suite holds checks, no data")
        }
        return bytes
    }
}
