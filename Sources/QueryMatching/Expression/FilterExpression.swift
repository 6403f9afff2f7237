import RawBSON

/// An expression of `$expr`: computes a value from a document.
indirect enum FilterExpression: Hashable, Sendable {
    case literal(BSONValue)
    /// Keys from the document down; none for the document itself.
    case field([String])
    /// A value that an expression around it has named, and keys from it down.
    case variable(String, [String])
    case array([FilterExpression])
    case call(ExpressionFunction, [FilterExpression])
    case named(NamedFunction, [String: FilterExpression])
    /// The last is the default; nil: a document that fits no branch fails the read.
    case branches([ExpressionBranch], FilterExpression?)
    case regexMatch(FilterExpression, FilterPattern)
    /// A field by its exact name, whatever is in it.
    case member(String, FilterExpression)
    case bound([String: FilterExpression], FilterExpression)
    case overArray(ArrayOperation)
}

/// `$map`, `$filter` and `$reduce`: one expression for each element of an array.
struct ArrayOperation: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        case map
        /// At most so many elements, where that is given.
        case filter(limit: FilterExpression?)
        case reduce(initial: FilterExpression)
    }

    let kind: Kind
    let input: FilterExpression
    /// The name of the element in `body`; `$reduce` names what it has so far, too: `value`.
    let element: String
    let body: FilterExpression
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
    case sum = "$sum"
    case minimum = "$min"
    case maximum = "$max"
    case elementAt = "$arrayElemAt"
    case first = "$first"
    case last = "$last"
    case concatenateArrays = "$concatArrays"
    case setIsSubset = "$setIsSubset"
    case setEquals = "$setEquals"
    case anyElementTrue = "$anyElementTrue"
    case allElementsTrue = "$allElementsTrue"
    case concatenate = "$concat"
    case lengthInCharacters = "$strLenCP"
    case lengthInBytes = "$strLenBytes"
    case lowercase = "$toLower"
    case uppercase = "$toUpper"
    case compareIgnoringCase = "$strcasecmp"
    case part = "$substr"
    case partOfBytes = "$substrBytes"
    case partOfCharacters = "$substrCP"
    case indexOfBytes = "$indexOfBytes"
    case indexOfCharacters = "$indexOfCP"
    case split = "$split"
    case toText = "$toString"
    case toInt = "$toInt"
    case toLong = "$toLong"
    case toDouble = "$toDouble"
    case toDecimal = "$toDecimal"
    case toBool = "$toBool"
    case toDate = "$toDate"
    case toObjectID = "$toObjectId"
    case year = "$year"
    case month = "$month"
    case dayOfMonth = "$dayOfMonth"
    case dayOfYear = "$dayOfYear"
    case dayOfWeek = "$dayOfWeek"
    case week = "$week"
    case isoWeek = "$isoWeek"
    case isoWeekYear = "$isoWeekYear"
    case isoDayOfWeek = "$isoDayOfWeek"
    case hour = "$hour"
    case minute = "$minute"
    case second = "$second"
    case millisecond = "$millisecond"

    /// How many operands it takes.
    var operands: ClosedRange<Int> {
        switch self {
        case .equal, .notEqual, .greater, .atLeast, .less, .atMost, .compare, .isIn, .subtract, .divide, .modulo,
            .elementAt, .setIsSubset, .compareIgnoringCase, .split:
            2...2
        case .and, .or, .add, .multiply, .concatenate, .concatenateArrays, .sum, .minimum, .maximum: 0...Int.max
        case .ifNull, .setEquals: 2...Int.max
        case .round, .truncate: 1...2
        case .part, .partOfBytes, .partOfCharacters: 3...3
        case .indexOfBytes, .indexOfCharacters: 2...4
        default: 1...1
        }
    }

    /// Whether a server changes the order of so many operands. A single one may be an array whose elements are meant.
    func isRegrouped(_ count: Int) -> Bool {
        switch self {
        case .add, .multiply: true
        case .sum, .minimum, .maximum: count > 1
        default: false
        }
    }

    /// Whether it may be written with a time zone: `{ date: …, timezone: … }`. The zone is its second operand then.
    var takesZone: Bool {
        switch self {
        case .year, .month, .dayOfMonth, .dayOfYear, .dayOfWeek, .week, .isoWeek, .isoWeekYear, .isoDayOfWeek, .hour,
            .minute, .second, .millisecond:
            true
        default: false
        }
    }
}
