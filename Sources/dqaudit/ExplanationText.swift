import AuditModel
import ScanEngine

/// `--explain` for people: a line a decision, with what speaks for it.
enum ExplanationText {
    static func text(_ opened: any OpenedSource, suite: String) -> String {
        let source = opened.facts.description
        let version = source.serverVersion.map { " on MongoDB \($0)" } ?? ""
        let place = source.path.map { " in \($0)" } ?? version
        var lines = ["\(suite)  \(source.namespace)\(place)"]
        let lead = opened.explanation.lines.map(\.subject.count).max() ?? 0
        for line in opened.explanation.lines {
            let subject = line.subject + String(repeating: " ", count: lead - line.subject.count)
            lines.append("  \(subject)  \(line.decision)")
            if let reason = line.reason { lines.append("  \(String(repeating: " ", count: lead))  because \(reason)") }
        }
        return lines.joined(separator: "\n")
    }
}
