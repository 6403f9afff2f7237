package import AuditModel
import Foundation

/// A JSON report that somebody names: a file, or stdin.
package struct ReportFile: Hashable, Sendable {
    /// As it was named; `-` is stdin.
    package let path: String

    package init(_ path: String) { self.path = path }

    package var isStandardInput: Bool { path == "-" }

    /// What messages call it.
    package var name: String { isStandardInput ? "stdin" : "'\(VisibleText.of(path))'" }

    /// The largest report that is read. One of 100 segments has about 2 MB.
    package static let mostBytes = 256_000_000

    /// Reads the report.
    /// - Throws: `SinkError` where it cannot be read, or is none that this program can show: what is wrong with it, and what to do.
    package func report() throws(SinkError) -> RunReport {
        let bytes = try self.bytes()
        guard let first = bytes.first(where: { !ReportFile.blanks.contains($0) }) else {
            throw SinkError("\(name) is empty; give a JSON report that dqaudit wrote")
        }
        if first == UInt8(ascii: "["), bytes.contains(UInt8(ascii: "{")) {
            throw SinkError("\(name) is a list, not a report; give one report, such as a latest.json")
        }
        let last = bytes.last { !ReportFile.blanks.contains($0) }
        if first == UInt8(ascii: "{"), last != UInt8(ascii: "}") {
            throw SinkError("\(name) is cut off: it does not end like a report; copy it again, or take another one")
        }
        if let version = ReportFile.formatVersion(of: bytes), version != RunReport.formatVersion {
            throw SinkError(
                "\(name) has format version \(version), this dqaudit reads \(RunReport.formatVersion); "
                    + (version > RunReport.formatVersion ? "update dqaudit" : "audit again"))
        }
        let report: RunReport
        do throws(SinkError) {
            report = try JSONReport.report(from: bytes)
        } catch {
            // It may quote the file, which may hold anything.
            throw SinkError("\(name) is \(VisibleText.of(String(error.message.prefix(300))))")
        }
        if let reason = report.implausibility {
            throw SinkError("\(name) is not a dqaudit report: \(reason); give a JSON report that dqaudit wrote")
        }
        return report
    }

    /// Whether a path leads to the same file, whatever it is called.
    package func isSameFile(as other: String) -> Bool {
        var own = stat()
        var its = stat()
        guard !isStandardInput, stat(path, &own) == 0, stat(other, &its) == 0 else { return false }
        return own.st_dev == its.st_dev && own.st_ino == its.st_ino
    }

    private static let blanks = Set(" \t\r\n".utf8)

    private static func formatVersion(of bytes: [UInt8]) -> Int? {
        struct Version: Decodable {
            let version: Int

            private enum CodingKeys: String, CodingKey {
                case version = "format_version"
            }
        }
        return (try? JSONDecoder().decode(Version.self, from: Data(bytes)))?.version
    }

    private func bytes() throws(SinkError) -> [UInt8] {
        let descriptor = isStandardInput ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure(errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 262_144)
        while true {
            let count = read(descriptor, &chunk, chunk.count)
            if count == 0 { return bytes }
            if count < 0 {
                if errno == EINTR { continue }
                throw failure(errno)
            }
            bytes.append(contentsOf: chunk[0..<count])
            guard bytes.count <= ReportFile.mostBytes else {
                throw SinkError("\(name) is larger than any report (256 MB); give a JSON report that dqaudit wrote")
            }
        }
    }

    private func failure(_ code: Int32) -> SinkError {
        switch code {
        case ENOENT: SinkError("there is no file \(name); name a JSON report, such as reports/<suite>/latest.json")
        case EISDIR: SinkError("\(name) is a folder; name a JSON report in it, such as latest.json")
        case EACCES, EPERM: SinkError("cannot read \(name): permission denied; make it readable for this user")
        default:
            SinkError("cannot read \(name): \(String(cString: strerror(code)).lowercased()); name a JSON report")
        }
    }
}
