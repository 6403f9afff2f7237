import AuditModel
import Foundation

/// A report as far as one line about it needs it.
///
/// The lists within its checks, which are nearly all of a file, are not decoded.
struct ReportGlance: Decodable {
    /// With checks that have a status and a segment only.
    let report: RunReport

    private enum Keys: String, CodingKey {
        case suite, status, now, scan, source, reason, previous, checks
        case formatVersion = "format_version"
        case runID = "run_id"
        case exitCode = "exit_code"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case durationSeconds = "duration_seconds"
        case dqauditVersion = "dqaudit_version"
    }

    private struct Check: Decodable {
        let status: CheckStatus
        let segment: String?
    }

    init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        guard try container.decode(Int.self, forKey: .formatVersion) == RunReport.formatVersion else {
            throw DecodingError.dataCorruptedError(
                forKey: .formatVersion, in: container, debugDescription: "another format version")
        }
        var report = RunReport(
            runID: try container.decode(String.self, forKey: .runID),
            suite: try container.decode(String.self, forKey: .suite),
            status: try container.decode(RunStatus.self, forKey: .status),
            exitCode: try container.decode(Int.self, forKey: .exitCode),
            startedAt: try container.decode(Instant.self, forKey: .startedAt),
            finishedAt: try container.decode(Instant.self, forKey: .finishedAt),
            now: try container.decode(Instant.self, forKey: .now),
            durationSeconds: try container.decode(Double.self, forKey: .durationSeconds),
            dqauditVersion: try container.decode(String.self, forKey: .dqauditVersion),
            source: try container.decode(SourceDescription.self, forKey: .source),
            scan: try container.decode(ScanSummary.self, forKey: .scan),
            reason: try container.decodeIfPresent(String.self, forKey: .reason),
            checks: try container.decode([Check].self, forKey: .checks).map { check in
                CheckResult(
                    id: "", kind: "", status: check.status, segment: check.segment, value: nil, unit: .count,
                    thresholds: .none)
            })
        report.previous = try container.decodeIfPresent(PreviousRun.self, forKey: .previous)
        self.report = report
    }

    /// No report is larger; a file that is, is none.
    private static let mostBytes: Int64 = 256_000_000

    /// The report in a file; nil for anything else that lies there, a link or a pipe included.
    static func read(_ path: String) -> ReportGlance? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, Int64(status.st_size) <= mostBytes,
            let bytes = try? file.readToEnd(), let glance = try? JSONDecoder().decode(ReportGlance.self, from: bytes),
            glance.report.implausibility == nil
        else { return nil }
        return glance
    }
}
