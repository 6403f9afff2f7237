package import AuditModel

/// A MongoDB filter as a value: which documents of any source a check looks at.
///
/// Means exactly what the same filter means to a server of version 6.0; ``FilterMatcher`` carries it out.
package struct DocumentFilter: Hashable, Sendable {
    let condition: FilterCondition

    init(_ condition: FilterCondition) { self.condition = condition }

    /// Reads a filter of a suite.
    ///
    /// Every operator that is not supported, and every operand that a server would refuse, is an issue at its own place.
    /// - Returns: nil when there was an issue.
    package static func decode(_ node: ConfigNode, log: MappingReader.IssueLog) -> DocumentFilter? {
        decode(node, log: log, isForServer: false)
    }

    /// Reports what is wrong with a filter that a server may evaluate, too: operators that only a server knows are no issue.
    package static func check(_ node: ConfigNode, log: MappingReader.IssueLog) {
        _ = decode(node, log: log, isForServer: true)
    }

    private static func decode(
        _ node: ConfigNode, log: MappingReader.IssueLog, isForServer: Bool
    ) -> DocumentFilter? {
        guard case .mapping(let entries) = node.content else {
            log.report(
                "a filter must be a mapping, as in { country: Tunisia }, not \(node.typeName)", at: node.position)
            return nil
        }
        let before = log.issues.count
        let condition = FilterDecoder(log: log, allowsExpressions: true, isForServer: isForServer).document(entries)
        return log.issues.count == before ? DocumentFilter(condition) : nil
    }
}
