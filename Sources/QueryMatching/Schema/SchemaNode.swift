import RawBSON

/// One schema: what a value at one place must keep to. Patterns, keys and failures are named by numbers of the whole schema.
struct SchemaNode: Hashable, Sendable {
    var tests: [SchemaTest] = []
    /// What documents must keep to; none, or one.
    var object: [ObjectSchema] = []
    /// What the elements of arrays must keep to; none, or one.
    var items: [ItemsSchema] = []
}

/// One keyword that looks at a value as a whole.
struct SchemaTest: Hashable, Sendable {
    enum Rule: Hashable, Sendable {
        case type(BSONTypeSet)
        case minimum(BSONValue, isExclusive: Bool)
        case maximum(BSONValue, isExclusive: Bool)
        case multipleOf(DecimalMultiple)
        /// Code points of a text.
        case length(ClosedRange<Int>)
        case pattern(Int)
        case itemCount(ClosedRange<Int>)
        case uniqueItems
        case oneOfValues(SchemaValueSet)
        case allOf([SchemaNode])
        case anyOf([SchemaNode])
        case oneOf([SchemaNode])
        case not([SchemaNode])
    }

    let rule: Rule
    let failure: Int

    init(_ rule: Rule, failure: Int) {
        self.rule = rule
        self.failure = failure
    }
}

/// What the elements of an array must keep to.
struct ItemsSchema: Hashable, Sendable {
    /// Of the first elements, each its own.
    var first: [SchemaNode] = []
    /// Of all elements after those.
    var rest = Remainder.anything
}

/// What elements or fields must keep to that nothing else is said about.
enum Remainder: Hashable, Sendable {
    case anything
    case nothing(failure: Int)
    /// Exactly one; in an array, because a structure cannot hold itself.
    case schema([SchemaNode])
}
