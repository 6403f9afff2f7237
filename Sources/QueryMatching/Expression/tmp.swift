import AuditModel
import RawBSON

struct FilterExpression: Hashable, Sendable {}
struct ExpressionDecoder {
    let log: MappingReader.IssueLog; let isForServer: Bool
    func expression(_ node: ConfigNode) -> FilterExpression? { nil }
}
final class ExpressionPredicate: Predicate { init(_ e: FilterExpression) {} }
