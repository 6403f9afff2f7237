import AuditModel

// What the template shows, as texts. The template looks a name up in the enclosing values where an inner one has none, so names are
// unique across all of these types.

/// The whole document.
struct HTMLPage {
    let pageLanguage: String
    let pageStyle = HTMLStyle.text
    let pageStyleHash = HTMLStyle.hash
    let pageClass: String
    let pageWord: String
    let pageColour: String
    let suiteName: String
    let namespace: String
    let pageTime: String
    let pageTimeISO: String
    let headline: String
    let runReason: String?
    let tiles: [Tile]
    let hasCards: Bool
    let cards: [HTMLCheckCard]
    let segmentTable: HTMLSegmentTable?
    let facts: [Fact]
    let hasDeliveries: Bool
    let deliveries: [DeliveryRow]
    let version: String
    let runName: String

    /// A number with a word under it.
    struct Tile {
        let tileClass: String
        let tileNumber: String
        let tileWord: String
    }

    /// One line about the run.
    struct Fact {
        let factName: String
        let factText: String
    }

    struct DeliveryRow {
        let deliveryClass: String
        let deliveryIcon: String
        let deliverySink: String
        let deliveryText: String
    }

    init(_ report: RunReport, _ language: Language) {
        pageLanguage = language.rawValue
        pageClass = report.status.styleClass
        pageWord = report.status.label
        pageColour = report.status.colour
        suiteName = report.suite
        namespace = report.source.namespace
        pageTime = NumberText.english.instant(report.now)
        pageTimeISO = report.now.description
        headline = report.headline(in: .english)
        runReason = report.reason
        tiles = HTMLPage.tiles(report)
        cards = report.checksBySeverity.enumerated().map { HTMLCheckCard($0.element, number: $0.offset + 1) }
        hasCards = !cards.isEmpty
        segmentTable = HTMLSegmentTable(report)
        facts = HTMLPage.facts(report)
        deliveries = report.deliveries.map { delivery in
            let isDelivered = delivery.status == .delivered
            return DeliveryRow(
                deliveryClass: isDelivered ? "pass" : "fail", deliveryIcon: isDelivered ? "pass" : "fail",
                deliverySink: delivery.sink,
                deliveryText: isDelivered ? "delivered" : "failed: \(delivery.error ?? "no reason given")")
        }
        hasDeliveries = !deliveries.isEmpty
        version = report.dqauditVersion
        runName = report.runID
    }

    private static func tiles(_ report: RunReport) -> [Tile] {
        let order: [CheckStatus] = [.notEvaluated, .fail, .warn, .learning, .pass]
        var tiles = order.compactMap { status -> Tile? in
            let count = report.checks.filter { $0.status == status && $0.segment == nil }.count
            guard count > 0 else { return nil }
            return Tile(tileClass: status.styleClass, tileNumber: "\(count)", tileWord: status.label.lowercased())
        }
        if report.isCompleted || report.scan.documents > 0 {
            let documents = report.scan.documents
            tiles.append(
                Tile(
                    tileClass: "plain", tileNumber: NumberText.english.count(documents),
                    tileWord: documents == 1 ? "document" : "documents"))
        }
        tiles.append(
            Tile(
                tileClass: "plain", tileNumber: NumberText.english.duration(report.durationSeconds),
                tileWord: "run time"))
        return tiles
    }

    private static func text(_ scan: ReferenceScan) -> String {
        "\(scan.target), \(NumberText.english.documents(Double(scan.documents))) in \(NumberText.english.duration(scan.seconds))"
            + (scan.clusterTime.map { " at \($0)" } ?? "")
    }

    private static func facts(_ report: RunReport) -> [Fact] {
        let source = report.source
        let scan = report.scan
        var facts: [(String, String?)] = [
            ("Run", report.runID), ("Suite", report.suite), ("Audited", source.namespace), ("Read from", source.origin),
            ("Started", NumberText.english.instant(report.startedAt)),
            ("Finished", NumberText.english.instant(report.finishedAt)),
            ("Clock of the run", report.now == report.startedAt ? nil : NumberText.english.instant(report.now)),
            ("Run time", NumberText.english.duration(report.durationSeconds)),
            (
                "Exit status",
                ExitStatus(rawValue: Int32(clamping: report.exitCode)).map { "\(report.exitCode), \($0.meaning)" }
            ),
        ]
        if report.isCompleted || scan.documents > 0 {
            facts += [
                ("Documents", NumberText.english.count(scan.documents)), ("Data", NumberText.english.bytes(scan.bytes)),
                ("Scan time", NumberText.english.duration(scan.seconds)), ("Rate", NumberText.english.rate(scan)),
                ("Partitions and threads", "\(scan.partitions) and \(scan.threads)"),
                ("Server operations", source.kind == .mongodb ? "\(scan.serverOperations)" : nil),
                ("Resumed after a fault", scan.resumptions > 0 ? "\(scan.resumptions) times" : nil),
                ("References to", scan.references.map { $0.map(text).joined(separator: "; ") }),
                ("Peak memory", NumberText.english.bytes(scan.peakMemoryBytes)),
            ]
        }
        facts += [
            (
                "Consistency",
                source.kind == .mongodb
                    ? source.consistency + (source.consistencyReason.map { ": \($0)" } ?? "") : nil
            ),
            ("Cluster time", source.clusterTime), ("dqaudit", report.dqauditVersion),
        ]
        return facts.compactMap { name, text in text.map { Fact(factName: name, factText: $0) } }
    }
}

extension SourceDescription {
    fileprivate var origin: String {
        switch kind {
        case .mongodb: "MongoDB" + (serverVersion.map { " \($0)" } ?? "")
        case .bson: "BSON file" + (path.map { " \($0)" } ?? "")
        case .jsonl: "JSON file" + (path.map { " \($0)" } ?? "")
        }
    }
}

extension ExitStatus {
    /// What the number says, for a person.
    fileprivate var meaning: String {
        switch self {
        case .success: "passed"
        case .breach: "a threshold is breached"
        case .usage: "usage or configuration error"
        case .incomplete: "the audit is not complete"
        case .deliveryFailed: "a delivery failed"
        case .interrupted, .terminated: "interrupted"
        }
    }
}

extension CheckStatus {
    /// The word that people read.
    var label: String {
        switch self {
        case .pass: "Passed"
        case .warn: "Warning"
        case .fail: "Failed"
        case .learning: "Learning"
        case .notEvaluated: "Not evaluated"
        }
    }

    /// The name of colours and icon in the style sheet.
    var styleClass: String { self == .notEvaluated ? "unknown" : rawValue }
}

extension RunStatus {
    fileprivate var label: String {
        switch self {
        case .pass: "Passed"
        case .warn: "Warning"
        case .fail: "Failed"
        case .incomplete: "Incomplete"
        }
    }

    fileprivate var styleClass: String { self == .incomplete ? "unknown" : rawValue }

    /// The colour of the browser tab's icon, percent-encoded.
    fileprivate var colour: String {
        switch self {
        case .pass: "%231a7f4f"
        case .warn: "%23b26a00"
        case .fail: "%23cf2f36"
        case .incomplete: "%237a45b0"
        }
    }
}
