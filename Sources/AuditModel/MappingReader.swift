/// Reads the keys of one mapping of a suite file and collects every problem on the way.
///
/// Asking for a key makes it known; `finish()` reports the keys that nobody asked for, with the nearest known one.
/// A class, because the readers of nested mappings and the check kinds share one list of issues.
package final class MappingReader {
    /// Every problem found so far, shared by all readers of a file.
    package final class IssueLog {
        package private(set) var issues: [ConfigIssue] = []

        package init() {}

        package func report(_ message: String, at position: SourcePosition) {
            issues.append(ConfigIssue(at: position, message))
        }
    }

    package let position: SourcePosition
    package let log: IssueLog
    /// What the mapping is, for messages: "a completeness check".
    package let subject: String
    private let entries: [ConfigNode.Entry]
    private var known: [String] = []
    private var refused: [String: String] = [:]

    /// nil, with an issue, when the node is no mapping.
    package init?(_ node: ConfigNode, subject: String, log: IssueLog) {
        guard case .mapping(let entries) = node.content else {
            log.report("\(subject) must be a mapping (key: value), not \(node.typeName)", at: node.position)
            return nil
        }
        position = node.position
        self.log = log
        self.subject = subject
        self.entries = entries
        var seen: Set<String> = []
        for entry in entries where !seen.insert(entry.key).inserted {
            log.report("key '\(entry.key)' stands twice in \(subject)", at: entry.keyPosition)
        }
    }

    /// The value of a key, nil when it is not there.
    package func node(_ key: String) -> ConfigNode? {
        known.append(key)
        return entries.first { $0.key == key }?.value
    }

    /// The value of a key, with an issue when it is not there.
    package func requiredNode(_ key: String) -> ConfigNode? {
        if let node = node(key) { return node }
        log.report("\(subject) needs '\(key)'", at: position)
        return nil
    }

    /// Declares a key of the language that this version cannot carry out; `why` completes the message.
    package func refuse(_ key: String, _ why: String) {
        known.append(key)
        refused[key] = why
    }

    package func report(_ message: String, at place: SourcePosition? = nil) {
        log.report(message, at: place ?? position)
    }

    /// Reports the keys that nobody asked for and those that are refused.
    package func finish() {
        let allowed = known.filter { refused[$0] == nil }
        for entry in entries {
            if let why = refused[entry.key] {
                log.report("'\(entry.key)' \(why)", at: entry.keyPosition)
            } else if !known.contains(entry.key) {
                log.report(
                    "unknown key '\(entry.key)' in \(subject); allowed are \(Spelling.list(allowed))"
                        + Spelling.suggestion(for: entry.key, among: allowed), at: entry.keyPosition)
            }
        }
    }
}
