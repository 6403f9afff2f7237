import AuditModel

/// Keeps values of environment variables out of messages: what was put in is shown as it is written, `${NAME}`.
struct ExpansionRedaction {
    /// Shorter values are shown as written only where they stand in quotes or alone: elsewhere they could be anything.
    private static let shortestSubstring = 4

    let expansions: [SourcePosition: YAMLDocument.ExpandedText]

    func redacted(_ issue: ConfigIssue) -> ConfigIssue {
        var message = issue.message
        for (place, text) in expansions where !text.expansion.values.isEmpty {
            let expanded = text.expansion.text
            message = message.replacing("'\(expanded)'", with: "'\(text.written)'")
            guard place == issue.position else { continue }
            message = message.replacing("mean \(expanded)", with: "mean \(text.written)")
            replace(expanded, with: text.written, in: &message)
            for (name, value) in text.expansion.values.sorted(by: { $0.value.count > $1.value.count }) {
                replace(value, with: "${\(name)}", in: &message)
            }
        }
        return ConfigIssue(at: issue.position, message)
    }

    private func replace(_ value: String, with written: String, in message: inout String) {
        if value.count >= Self.shortestSubstring { message = message.replacing(value, with: written) }
    }
}
