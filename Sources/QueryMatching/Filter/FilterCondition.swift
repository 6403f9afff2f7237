import RawBSON

/// What a filter asks of a document, or of one value of an array (`$elemMatch`).
indirect enum FilterCondition: Hashable, Sendable {
    case always(Bool)
    case all([FilterCondition])
    case any([FilterCondition])
    case not(FilterCondition)
    /// One of the values that the path leads to passes the test.
    case field(QueryPath, ValueTest)
    case expression(FilterExpression)
    case schema(JSONSchema)
}

/// What a single value must be.
indirect enum ValueTest: Hashable, Sendable {
    case comparison(ComparisonOperator, BSONValue)
    /// `$in`: texts and expressions, values in MongoDB's order without repetition.
    case member(values: [BSONValue], patterns: [FilterPattern])
    case exists
    /// Bytes of types.
    case type(Set<UInt8>)
    case pattern(FilterPattern)
    case modulo(divisor: Int64, remainder: Int64)
    case bits(BitTest)
    /// Elements of an array.
    case size(Int64)
    /// One element, itself, passes.
    case elementPasses(FilterCondition)
    /// One element that is a document, or an array taken as one, passes.
    case documentPasses(FilterCondition)

    /// Whether arrays at the end of a path are looked into; else they are tested as a whole.
    var looksIntoArrays: Bool {
        switch self {
        case .size, .elementPasses, .documentPasses: false
        default: true
        }
    }
}

/// `$eq`, `$lt` and so on; `$ne` is `$eq` under `$not`.
enum ComparisonOperator: String, Hashable, Sendable {
    case equal = "$eq"
    case less = "$lt"
    case atMost = "$lte"
    case greater = "$gt"
    case atLeast = "$gte"

    /// Whether an order of −1, 0, 1 fulfils it.
    @inline(__always)
    func accepts(_ order: Int) -> Bool {
        switch self {
        case .equal: order == 0
        case .less: order < 0
        case .atMost: order <= 0
        case .greater: order > 0
        case .atLeast: order >= 0
        }
    }

    /// Whether equal values fulfil it.
    var acceptsEqual: Bool { self == .equal || self == .atMost || self == .atLeast }
}

/// `$bitsAllSet` and its kin: bits of a whole number, of endless sign, or of binary data, of endless zeros.
struct BitTest: Hashable, Sendable {
    enum Kind: String, Hashable, Sendable, CaseIterable {
        case allSet = "$bitsAllSet"
        case allClear = "$bitsAllClear"
        case anySet = "$bitsAnySet"
        case anyClear = "$bitsAnyClear"
    }

    let kind: Kind
    /// Ascending.
    let positions: [Int]

    /// - Parameter isSet: whether the bit of a place is set.
    func passes(_ isSet: (Int) -> Bool) -> Bool {
        switch kind {
        case .allSet: positions.allSatisfy(isSet)
        case .allClear: !positions.contains(where: isSet)
        case .anySet: positions.contains(where: isSet)
        case .anyClear: !positions.allSatisfy(isSet)
        }
    }
}
