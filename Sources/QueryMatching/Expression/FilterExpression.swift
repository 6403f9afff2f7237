import RawBSON

/// An expression of `$expr`: computes a value from a document.
indirect enum FilterExpression: Hashable, Sendable {
    case literal(BSONValue)
    /// Keys from the document down; none for the document itself.
    case field([String])
    case array([FilterExpression])
    case call(ExpressionFunction, [FilterExpression])
    /// The last is the default; nil: a document that fits no branch fails the read.
    case branches([ExpressionBranch], FilterExpression?)
    case regexMatch(FilterExpression, FilterPattern)
}

/// One `case` of a `$switch`, or the condition of a `$cond`.
struct ExpressionBranch: Hashable, Sendable {
    let condition: FilterExpression
    let result: FilterExpression
}

/// Operators that take their operands in order, by the server's names.
enum ExpressionFunction: String, Hashable, Sendable, CaseIterable {
    case equal = "$eq"
    case notEqual = "$ne"
    case greater = "$gt"
    case atLeast = "$gte"
    case less = "$lt"
    case atMost = "$lte"
    case compare = "$cmp"
    case and = "$and"
    case or = "$or"
    case not = "$not"
    case ifNull = "$ifNull"
    case isIn = "$in"
    case size = "$size"
    case isArray = "$isArray"
    case isNumber = "$isNumber"
    case type = "$type"
    case add = "$add"
    case subtract = "$subtract"
    case multiply = "$multiply"
    case divide = "$divide"
    case modulo = "$mod"
    case absolute = "$abs"
    case floor = "$floor"
    case ceiling = "$ceil"
    case round = "$round"
    case truncate = "$trunc"
    case concatenate = "$concat"
    case lengthInCharacters = "$strLenCP"
    case lengthInBytes = "$strLenBytes"
    case year = "$year"
    case month = "$month"
    case dayOfMonth = "$dayOfMonth"
    case dayOfYear = "$dayOfYear"
    case dayOfWeek = "$dayOfWeek"
    case hour = "$hour"
    case minute = "$minute"
    case second = "$second"
    case millisecond = "$millisecond"

    /// How many operands it takes.
    var operands: ClosedRange<Int> {
        switch self {
        case .equal, .notEqual, .greater, .atLeast, .less, .atMost, .compare, .isIn, .subtract, .divide, .modulo: 2...2
        case .and, .or, .add, .multiply, .concatenate: 0...Int.max
        case .ifNull: 2...Int.max
        default: 1...1
        }
    }
}
