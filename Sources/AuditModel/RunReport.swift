/// Everything one audit found: the JSON report, format version 1.
package struct RunReport: Hashable, Sendable {
    package static let formatVersion = 1

    package var formatVersion: Int = RunReport.formatVersion
    package var runID: String
    package var suite: String
    package var status: RunStatus
    package var exitCode: Int
    package var startedAt: Instant
    package var finishedAt: Instant
    /// The clock of the run: ages and days are counted from here.
    package var now: Instant
    package var durationSeconds: Double
    package var dqauditVersion: String
    package var source: SourceDescription
    package var scan: ScanSummary
    /// Why the run could not be completed, one sentence; nil when it was.
    package var reason: String?
    /// The run before this one; nil where no history has one.
    package var previous: PreviousRun?
    /// What differs from the defaults, in the order of `--help`; nil in reports of versions that did not say.
    package var settings: [RunSetting]?
    /// What is shown of documents; nil in reports of versions that did not say.
    package var privacy: ReportPrivacy?
    package var checks: [CheckResult]
    package var deliveries: [Delivery]

    package init(
        runID: String, suite: String, status: RunStatus, exitCode: Int, startedAt: Instant, finishedAt: Instant,
        now: Instant, durationSeconds: Double, dqauditVersion: String, source: SourceDescription, scan: ScanSummary,
        reason: String? = nil, checks: [CheckResult], deliveries: [Delivery] = []
    ) {
        self.runID = runID
        self.suite = suite
        self.status = status
        self.exitCode = exitCode
        self.startedAt = startedAt
        self.finishedAt = finishedAt
        self.now = now
        self.durationSeconds = durationSeconds
        self.dqauditVersion = dqauditVersion
        self.source = source
        self.scan = scan
        self.reason = reason
        self.checks = checks
        self.deliveries = deliveries
    }
}

extension RunReport: Codable {
    private enum Keys: String, CodingKey {
        case formatVersion = "format_version"
        case runID = "run_id"
        case suite, status
        case exitCode = "exit_code"
        case startedAt = "started_at"
        case finishedAt = "finished_at"
        case now
        case durationSeconds = "duration_seconds"
        case dqauditVersion = "dqaudit_version"
        case source, scan, reason, previous, settings, privacy, checks, deliveries
    }

    /// - Throws: `DecodingError`, also for a format version that this program does not know.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        let version = try container.decode(Int.self, forKey: .formatVersion)
        guard version == RunReport.formatVersion else {
            throw DecodingError.dataCorruptedError(
                forKey: .formatVersion, in: container,
                debugDescription: "report has format version \(version), this dqaudit reads \(RunReport.formatVersion)")
        }
        self.init(
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
            checks: try container.decode([CheckResult].self, forKey: .checks),
            deliveries: try container.decode([Delivery].self, forKey: .deliveries))
        previous = try container.decodeIfPresent(PreviousRun.self, forKey: .previous)
        settings = try container.decodeIfPresent([RunSetting].self, forKey: .settings)
        privacy = try container.decodeIfPresent(ReportPrivacy.self, forKey: .privacy)
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(formatVersion, forKey: .formatVersion)
        try container.encode(runID, forKey: .runID)
        try container.encode(suite, forKey: .suite)
        try container.encode(status, forKey: .status)
        try container.encode(exitCode, forKey: .exitCode)
        try container.encode(startedAt, forKey: .startedAt)
        try container.encode(finishedAt, forKey: .finishedAt)
        try container.encode(now, forKey: .now)
        try container.encode(durationSeconds, forKey: .durationSeconds)
        try container.encode(dqauditVersion, forKey: .dqauditVersion)
        try container.encode(source, forKey: .source)
        try container.encode(scan, forKey: .scan)
        try container.encode(reason, forKey: .reason)
        try container.encodeIfPresent(previous, forKey: .previous)
        try container.encodeIfPresent(settings, forKey: .settings)
        try container.encodeIfPresent(privacy, forKey: .privacy)
        try container.encode(checks, forKey: .checks)
        try container.encode(deliveries, forKey: .deliveries)
    }
}

/// The verdict of a whole run.
package enum RunStatus: String, Hashable, Sendable, Codable, CaseIterable {
    case pass
    case warn
    case fail
    /// The audit, or one of its checks, could not be completed.
    case incomplete

    /// The verdict that a list of check outcomes adds up to. None at all is `incomplete`: nothing was looked at.
    package init(of statuses: some Sequence<CheckStatus>) {
        var worst = RunStatus.pass
        var isEmpty = true
        for status in statuses {
            isEmpty = false
            switch status {
            case .notEvaluated: worst = .incomplete
            case .fail where worst != .incomplete: worst = .fail
            case .warn where worst == .pass: worst = .warn
            default: break
            }
        }
        self = isEmpty ? .incomplete : worst
    }
}
