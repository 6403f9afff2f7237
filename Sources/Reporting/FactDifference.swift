import AuditModel

/// Something about the run itself that changed.
package struct FactDifference: Hashable, Sendable {
    package let fact: Fact
    package let old: Value
    package let new: Value

    /// In the order to show them; the raw value is the key of the JSON output.
    package enum Fact: String, Hashable, Sendable, Codable, CaseIterable {
        case documents, bytes, source, consistency, resumptions, reason
        case serverVersion = "server_version"
        case dqauditVersion = "dqaudit_version"
        case exitCode = "exit_code"
        case deliveries
    }

    /// What it was or is.
    package enum Value: Hashable, Sendable {
        case number(Double)
        case text(String)
        /// The report does not say.
        case none

        init(_ text: String?) { self = text.map { .text($0) } ?? .none }
    }

    static func all(_ old: RunReport, _ new: RunReport) -> [FactDifference] {
        Fact.allCases.compactMap { fact in
            let (before, after) = (value(fact, old), value(fact, new))
            return before == after ? nil : FactDifference(fact: fact, old: before, new: after)
        }
    }

    private static func value(_ fact: Fact, _ report: RunReport) -> Value {
        switch fact {
        case .documents: .number(Double(report.scan.documents))
        case .bytes: .number(Double(report.scan.bytes))
        case .source: Value(report.source.path ?? report.source.kind.rawValue)
        case .consistency: Value(report.source.consistency)
        case .resumptions: .number(Double(report.scan.resumptions))
        case .reason: Value(report.reason)
        case .serverVersion: Value(report.source.serverVersion)
        case .dqauditVersion: Value(report.dqauditVersion)
        case .exitCode: .number(Double(report.exitCode))
        case .deliveries:
            // Why one failed is a long story; that it did is the news.
            Value(
                report.deliveries.isEmpty
                    ? nil : report.deliveries.map { "\($0.sink) \($0.status.rawValue)" }.joined(separator: ", "))
        }
    }
}
