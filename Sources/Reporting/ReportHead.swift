import AuditModel
import Foundation

/// Who wrote a report, of which run, and what came out, without reading all of the file.
///
/// The keys of a report are in alphabetical order, so that all of these but the version stand behind the long lists: the last few
/// kilobytes are enough. A folder of a thousand reports is looked through in a moment.
struct ReportHead: Hashable, Sendable, Decodable {
    let formatVersion: Int
    let runID: String
    let suite: String
    let status: RunStatus
    let now: Instant

    private enum CodingKeys: String, CodingKey {
        case suite, status, now
        case formatVersion = "format_version"
        case runID = "run_id"
    }

    /// The head of a report file; nil for anything else that lies there, a link or a pipe included.
    static func read(_ path: String) -> ReportHead? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
        for length in [8_192, 262_144] {
            let offset = max(0, Int(status.st_size) - length)
            guard let bytes = bytes(descriptor, from: offset, count: length) else { return nil }
            if let head = head(in: bytes) { return head }
            if offset == 0 { return nil }
        }
        return nil
    }

    /// A line that begins so is a key of the report itself: those of its parts are indented further, and a text has no line breaks.
    private static let firstKey = Array("\n  \"dqaudit_version\" : ".utf8)

    private static func head(in bytes: [UInt8]) -> ReportHead? {
        guard let start = Data(bytes).firstRange(of: firstKey)?.lowerBound,
            let head = try? JSONDecoder().decode(ReportHead.self, from: Data("{".utf8) + bytes[start...]),
            head.formatVersion == RunReport.formatVersion
        else { return nil }
        return head
    }

    private static func bytes(_ descriptor: Int32, from offset: Int, count: Int) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let read = bytes.withUnsafeMutableBytes { buffer in
                pread(descriptor, buffer.baseAddress! + done, count - done, off_t(offset + done))
            }
            if read < 0, errno == EINTR { continue }
            guard read >= 0 else { return nil }
            if read == 0 { break }
            done += read
        }
        return Array(bytes[0..<done])
    }
}
