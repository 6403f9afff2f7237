package import AuditModel
import Foundation

/// Who holds the lock of a suite, as its file says: one line of JSON.
package struct SuiteLockOwner: Hashable, Sendable, Codable {
    package let host: String
    /// The process id on that host (or in its container).
    package let process: Int32
    /// RFC 3339.
    package let since: String

    /// This process.
    package init(since: Instant) {
        var name = [UInt8](repeating: 0, count: 256)
        let isKnown = name.withUnsafeMutableBytes { bytes in
            bytes.withMemoryRebound(to: CChar.self) { gethostname($0.baseAddress!, $0.count) == 0 }
        }
        host = isKnown ? String(decoding: name.prefix { $0 != 0 }, as: UTF8.self) : "this host"
        process = getpid()
        // To the second: nobody needs more of it.
        self.since = Instant(milliseconds: since.wholeSeconds * 1000).description
    }

    /// How long it has held the lock; nil where the file does not say it.
    package func seconds(at now: Instant) -> Int64? {
        Instant(rfc3339: since).map { max(0, now.wholeSeconds - $0.wholeSeconds) }
    }

    /// Whether the process is known to be no more: what it wrote into a file outlives it.
    var isGone: Bool {
        let own = SuiteLockOwner(since: Instant(milliseconds: 0))
        return host == own.host && kill(process, 0) != 0 && errno == ESRCH
    }

    /// What the file says; nil when it says nothing.
    static func read(_ descriptor: Int32) -> SuiteLockOwner? {
        var bytes = [UInt8](repeating: 0, count: 4096)
        let count = pread(descriptor, &bytes, bytes.count, 0)
        guard count > 0 else { return nil }
        return try? JSONDecoder().decode(SuiteLockOwner.self, from: Data(bytes[0..<count]))
    }

    /// Best effort: a full disk takes the name from the lock, and not the lock.
    func write(to descriptor: Int32) {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard ftruncate(descriptor, 0) == 0, let bytes = try? encoder.encode(self) else { return }
        _ = (Array(bytes) + [UInt8(ascii: "\n")]).withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
    }
}
