import AuditModel

/// How the audit itself went.
struct HTMLRunSection {
    let report: RunReport
    let language: Language

    /// Facts with a heading.
    private struct Group {
        let title: String
        let facts: [(name: String, text: HTML?)]
    }

    var html: HTML {
        let groups = [run, reading, consistency, privacy, settings].map(html)
        return """
            <section aria-labelledby="run">
            <h2 id="run">\(language("How the audit went", "Le déroulement de l’audit"))</h2>
            <div class="card run">
            \(groups)\(deliveries)</div>
            </section>

            """
    }

    private func html(_ group: Group) -> HTML {
        let rows = group.facts.compactMap { name, text in
            text.map { "<div><dt>\(name)</dt><dd>\($0)</dd></div>\n" as HTML }
        }
        guard !rows.isEmpty else { return "" }
        return "<h3>\(group.title)</h3>\n<dl class=\"facts\">\n\(rows)</dl>\n"
    }

    private func instant(_ instant: Instant) -> HTML { "\(language.numbers.instant(instant))" }

    private var run: Group {
        let exit = ExitStatus(rawValue: Int32(clamping: report.exitCode))
        return Group(
            title: language("Run", "Audit"),
            facts: [
                (language("Run", "Audit"), HTML.wholeName(report.runID, language)),
                (language("Suite", "Suite"), HTML.wholeName(report.suite, language)),
                (language("Started", "Début"), instant(report.startedAt)),
                (language("Finished", "Fin"), instant(report.finishedAt)),
                (
                    language("Clock of the run", "Horloge de l’audit"),
                    report.now == report.startedAt ? nil : instant(report.now)
                ),
                (language("Run time", "Durée"), "\(language.numbers.duration(report.durationSeconds))"),
                (
                    language("Exit status", "Code de sortie"),
                    exit.map { "\(report.exitCode), \($0.meaning(in: language))" }
                ),
                ("dqaudit", HTML.wholeName(report.dqauditVersion, language)),
            ])
    }

    private var reading: Group {
        let scan = report.scan
        let source = report.source
        let numbers = language.numbers
        var facts: [(name: String, text: HTML?)] = [
            (language("Audited", "Collection"), HTML.wholeName(source.namespace, language)),
            (language("Read from", "Source"), origin),
        ]
        if report.isCompleted || scan.documents > 0 {
            facts += [
                ("Documents", "\(numbers.count(scan.documents))"),
                (language("Data", "Données"), "\(numbers.bytes(scan.bytes))"),
                (language("Scan time", "Durée de lecture"), "\(numbers.duration(scan.seconds))"),
                (language("Rate", "Débit"), numbers.rate(scan).map { "\($0)" }),
                (
                    language("Partitions and threads", "Partitions et fils"),
                    "\(scan.partitions) \(language("and", "et")) \(scan.threads)"
                ),
                (
                    language("Server operations", "Opérations du serveur"),
                    source.kind == .mongodb ? "\(numbers.count(Int64(scan.serverOperations)))" : nil
                ),
                (language("Resumed after a fault", "Reprises après incident"), resumptions),
                (language("References to", "Références vers"), scan.references.map { HTML($0.map(text)) }),
                (language("Peak memory", "Mémoire maximale"), "\(numbers.bytes(scan.peakMemoryBytes))"),
            ]
        }
        return Group(title: language("Reading", "Lecture"), facts: facts)
    }

    private var resumptions: HTML? {
        let count = report.scan.resumptions
        guard count > 0 else { return nil }
        return "\(language(count == 1 ? "once" : "\(count) times", "\(count) fois"))"
    }

    private func text(_ scan: ReferenceScan) -> HTML {
        let documents = language.numbers.documents(Double(scan.documents))
        let seconds = language.numbers.duration(scan.seconds)
        let time: HTML? = scan.clusterTime.map { " (\($0))" }
        return "<span class=\"reference\">\(HTML.name(scan.target)), \(documents), \(seconds)\(time)</span> "
    }

    private var origin: HTML {
        let source = report.source
        func path(_ kind: String) -> HTML { "\(kind) \(source.path.map { HTML.wholeName($0, language) })" }
        return switch source.kind {
        case .mongodb: HTML.name("MongoDB" + (source.serverVersion.map { " \($0)" } ?? ""))
        case .bson: path(language("BSON file", "fichier BSON"))
        case .jsonl: path(language("JSON file", "fichier JSON"))
        }
    }

    private var consistency: Group {
        let source = report.source
        let word: HTML =
            switch source.consistency {
            case "snapshot":
                "\(language("snapshot: every read saw the same instant", "instantané\u{202F}: toutes les lectures ont vu le même instant"))"
            case "none": "\(language("none", "aucune"))"
            default: HTML.name(source.consistency)
            }
        let isServer = source.kind == .mongodb
        return Group(
            title: language("Consistency", "Cohérence"),
            facts: [
                (language("Consistency", "Cohérence"), isServer ? word : nil),
                (
                    language("Why", "Pourquoi"),
                    isServer ? source.consistencyReason.map { HTML.english($0, language) } : nil
                ),
                (language("Cluster time", "Heure de la grappe"), source.clusterTime.map { HTML.name($0) }),
            ])
    }

    private var privacy: Group {
        Group(
            title: language("What the report shows", "Ce que montre le rapport"),
            facts: report.privacyFacts(in: language).map { ($0.name, "\($0.text)") })
    }

    private var settings: Group {
        let facts = (report.settings ?? []).map { setting -> (name: String, text: HTML?) in
            let value: HTML = setting.value.map { HTML.wholeName($0, language) } ?? "\(language("yes", "oui"))"
            let variable: HTML? = setting.variable.map { " <small>\($0)</small>" }
            return (setting.name, "\(value)\(variable)")
        }
        return Group(
            title: language("Settings that differ from the default", "Réglages différents du défaut"), facts: facts)
    }

    private var deliveries: HTML? {
        guard !report.deliveries.isEmpty else { return nil }
        let rows = report.deliveries.map { delivery -> HTML in
            let isDelivered = delivery.status == .delivered
            let style = isDelivered ? "pass" : "fail"
            let error: HTML? =
                isDelivered
                ? nil
                : "\(language(": ", "\u{202F}: "))\(delivery.error.map { HTML.english($0, language) } ?? "\(language("no reason given", "sans raison donnée"))")"
            let word = isDelivered ? language("delivered", "fait") : language("failed", "échec")
            return """
                <li><span class="badge \(style)">\(HTML.icon(style))\(HTML.name(delivery.sink))</span> \(word)\(error)</li>

                """
        }
        return "<h3>\(language("Deliveries", "Envois"))</h3>\n<ul class=\"deliveries\">\n\(rows)</ul>\n"
    }
}
