import AuditModel

extension Sample {
    /// A report with sensitive fields and settings.
    static var `private`: RunReport {
        var report = report()
        report.checks[0].evidence = [
            Evidence(id: "\"a\"", about: "email", value: "string (sensitive)", isWithheld: true),
            Evidence(id: "\"b\"", about: "price", value: "double negative, 3 digits"),
        ]
        report.checks[2].details.groups = [
            DuplicateGroup(documents: 3, key: ["string (sensitive)", #"string (3) "aaa""#], withheld: 1)
        ]
        report.privacy = ReportPrivacy(
            of: report.checks, showsValues: false,
            sensitive: SensitiveFields([FieldPath(key: "phone"), FieldPath(key: "email")]), isSegmented: true)
        report.settings = [
            RunSetting("--uri", "db.example:27017", variable: "MONGODB_URI"), RunSetting("--threads", "8"),
            RunSetting("--quiet", nil),
        ]
        return report
    }

    /// A report in which everything that may be left out is there.
    static var everything: RunReport {
        var report = self.private
        report.previous = PreviousRun(runID: "before", now: report.now, status: .pass, documents: 5)
        report.source.path = "products.bson"
        report.source.consistencyReason = "a file"
        report.scan.references = [
            ReferenceScan(
                target: "shop.categories", documents: 1, bytes: 1, seconds: 1, serverOperations: 1, resumptions: 0,
                clusterTime: "Timestamp(1, 1)")
        ]
        let thresholds = report.checks[0].thresholds
        let outcome = CheckPast.Outcome(now: report.now, value: 1, status: .fail)
        report.checks[0].past = CheckPast(previous: outcome, since: report.now, isOlder: true, runs: [outcome])
        report.checks[0].explanation = Phrase("one", "un")
        report.checks[0].details.fields[0].previous = 1
        report.checks[0].details.fields[0].thresholds = thresholds
        report.checks[0].evidence[0].problem = "null"
        report.checks[2].evidence = [Evidence(id: "1", about: "url", group: 1)]
        report.checks[2].details.groupsNote = "a sample"
        report.checks[2].details.filters = [EvidenceFilter(about: "url", group: 1, filter: "{}", finds: .all)]
        report.checks[2].details.segments = [SegmentCount(segment: "ldlc", documents: 1)]
        report.checks[3].details.rules[0] = RuleCount(
            rule: "a", field: nil, documents: 1, percent: 1, severity: .warning, status: .warn,
            thresholds: thresholds, partOf: "b", applied: 1, cells: .init(broken: 1, judged: 2))
        report.checks[3].details.rules[0].previous = 2
        report.checks[4].baseline?.weekday = "monday"
        report.checks[4].baseline?.thresholds = thresholds
        report.deliveries = deliveries
        return report
    }
}
