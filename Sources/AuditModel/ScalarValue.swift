/// A single value written in a suite: a bound of a rule, a member of a list, a placeholder.
package enum ScalarValue: Hashable, Sendable {
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    /// A text that can be read as a time: texts are compared with it as text, BSON dates as a date.
    case timestamp(String, Instant)
}

extension ScalarValue: CustomStringConvertible {
    package var description: String {
        switch self {
        case .bool(let value): String(value)
        case .integer(let value): String(value)
        case .number(let value): String(value)
        case .string(let value): "\"\(value)\""
        case .timestamp(let text, _): "\"\(text)\""
        }
    }
}
