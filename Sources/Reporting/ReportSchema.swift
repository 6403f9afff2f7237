package import AuditModel

/// The JSON Schema of the report, format version 1: draft 7, as that of suites.
///
/// Every key that is written stands here with its meaning and unit, which a test compares with reports. Keys may be added within a format
/// version, so that unknown ones are good.
package enum ReportSchema {
    /// As text, with a final newline.
    package static var text: String { tree.formatted }

    package static var tree: JSONTree {
        var members: [JSONTree.Member] = [
            .init("$schema", "http://json-schema.org/draft-07/schema#"),
            .init("title", "Report of dqaudit"),
            .init(
                "description",
                .string(
                    "What one audit found. Instants are RFC 3339 in UTC; $comment says the unit of a number; a number that could "
                        + "not be measured is null or left out, never 0.")),
        ]
        if case .object(let own) = JSONTree.object(keys) { members += own }
        return .object(members)
    }

    private static let keys = [
        ReportKey(
            "format_version", "the version of this format; only a new one takes keys away or changes them",
            ["const": .integer(Int64(RunReport.formatVersion))]),
        ReportKey("run_id", "unique; the clock of the run comes first, so that ids sort by it", .text),
        ReportKey("suite", "the suite's name", .text),
        ReportKey("status", "the verdict: the worst of all checks", .word(RunStatus.self)),
        ReportKey("exit_code", "the exit status of the audit of this suite", .count(of: "exit status")),
        ReportKey("started_at", "when the audit began", .instant),
        ReportKey("finished_at", "when it had judged everything", .instant),
        ReportKey("now", "the clock of the run: ages and days are counted from here", .instant),
        ReportKey("duration_seconds", "how long it took", .number(in: "seconds")),
        ReportKey("dqaudit_version", "the version that wrote the report", .text),
        ReportKey("source", "where the documents came from", .object(sourceKeys)),
        ReportKey("scan", "how the reading itself went", .object(scanKeys)),
        ReportKey("reason", "why the audit could not be completed; null when it was", .textOrNull),
        ReportKey(
            "previous", "the run before this one; left out where no history has one", .object(previousKeys),
            optional: true),
        ReportKey(
            "settings", "options that differ from the defaults, in the order of --help, without secrets",
            .list(of: .object(settingKeys)), optional: true),
        ReportKey("privacy", "what is shown of documents", .object(privacyKeys), optional: true),
        ReportKey("checks", "what each check found, for the whole and for each segment", .list(of: .object(checkKeys))),
        ReportKey("deliveries", "what became of each delivery", .list(of: .object(deliveryKeys))),
    ]

    private static let sourceKeys = [
        ReportKey("kind", "a server, or the format of a file", .word(SourceDescription.Kind.self)),
        ReportKey("database", "the database", .text),
        ReportKey("collection", "the collection", .text),
        ReportKey("path", "the file", .text, optional: true),
        ReportKey("server_version", "the version of the server", .text, optional: true),
        ReportKey("consistency", "whether all reads saw one instant", ["enum": ["snapshot", "none"]]),
        ReportKey("cluster_time", "that instant, as MongoDB writes it", .text, optional: true),
        ReportKey("consistency_reason", "why there is none", .text, optional: true),
    ]

    private static let scanKeys = [
        ReportKey("documents", "documents that were read", .count(of: "documents")),
        ReportKey("bytes", "bytes of documents that were read", .count(of: "bytes")),
        ReportKey("partitions", "parts that were read apart", .count(of: "parts")),
        ReportKey("threads", "threads that read", .count(of: "threads")),
        ReportKey("seconds", "how long the reading took", .number(in: "seconds")),
        ReportKey("server_operations", "commands sent to the server; 0 for files", .count(of: "commands")),
        ReportKey("resumptions", "times that the read went on after a fault", .count(of: "times"), optional: true),
        ReportKey("peak_memory_bytes", "the most memory that the process had", .count(of: "bytes")),
        ReportKey(
            "references", "the extra scans of reference checks, in no other number here but the memory",
            .list(of: .object(referenceKeys)), optional: true),
    ]

    private static let referenceKeys = [
        ReportKey("target", "database.collection, or the path of a file", .text),
        ReportKey("documents", "documents that were read", .count(of: "documents")),
        ReportKey("bytes", "bytes of documents that were read", .count(of: "bytes")),
        ReportKey("seconds", "how long the reading took", .number(in: "seconds")),
        ReportKey("server_operations", "commands sent to the server; 0 for files", .count(of: "commands")),
        ReportKey("resumptions", "times that the read went on after a fault", .count(of: "times")),
        ReportKey("cluster_time", "the instant that was read, as MongoDB writes it", .text, optional: true),
    ]

    private static let previousKeys = [
        ReportKey("run_id", "its id", .text),
        ReportKey("now", "its clock", .instant),
        ReportKey("status", "its verdict", .word(RunStatus.self)),
        ReportKey("documents", "documents that it read", .count(of: "documents")),
    ]

    private static let settingKeys = [
        ReportKey("name", "the option: --threads", .text),
        ReportKey(
            "value", "as it was given, of servers their hosts only; null for an option without a value", .textOrNull),
        ReportKey("variable", "the environment variable that said it", .text, optional: true),
    ]

    private static let privacyKeys = [
        ReportKey(
            "values", "values of documents: shown, or masked to their type and shape",
            .word(ReportPrivacy.Visibility.self)),
        ReportKey(
            "sensitive_fields", "the fields whose values are not even shown with --show-values", .list(of: .text)),
        ReportKey(
            "texts", "the texts that come from values of documents",
            .list(
                of: .object([
                    ReportKey(
                        "kind", "evidence: the value that is wrong; duplicate_key: a part of the key of a group",
                        .word(ReportPrivacy.Text.Kind.self)),
                    ReportKey("shown", "those that say the value", .count(of: "texts")),
                    ReportKey("masked", "those that say type and shape", .count(of: "texts")),
                    ReportKey("withheld", "those that say the type alone: the field is sensitive", .count(of: "texts")),
                ]))),
        ReportKey("document_ids", "_ids name documents and are shown", .word(ReportPrivacy.Visibility.self)),
        ReportKey(
            "segment_names", "names of segments are values of their fields and are shown",
            .word(ReportPrivacy.Visibility.self), optional: true),
    ]

    private static let deliveryKeys = [
        ReportKey("sink", "history, pushgateway, textfile, html, json …", .text),
        ReportKey("status", "what became of it", .word(Delivery.Status.self)),
        ReportKey("error", "why it failed; null when delivered", .textOrNull),
    ]
}
