import AuditModel
import RawBSON

/// MongoDB filters that find the documents which break a rule.
enum RuleFilter {
    /// nil where a query cannot say exactly what the rule does: for elements of arrays, lengths, formats and times.
    static func text(_ rule: FieldRule, _ missing: MissingValues) -> String? {
        guard let keys = MissingFilter.keys(of: rule.field), !keys.isEmpty else { return nil }
        let name = MissingFilter.name(keys[...])
        var ways: [String] = []
        for constraint in rule.constraints {
            guard let way = broken(constraint, name) else { return nil }
            ways.append(way)
        }
        let lacking = MissingFilter.text(rule.field, missing)
        guard !ways.isEmpty else { return rule.required ? lacking : nil }
        // Missing values are no rule's business, whatever the constraints would say of them.
        let present = #"{ "$nor": [\#(lacking)], "$or": [\#(ways.joined(separator: ", "))] }"#
        return rule.required ? MissingFilter.anyOf([lacking, present]) : present
    }

    /// An array is a value of its own, in whose elements a query would look.
    private static func broken(_ constraint: RuleConstraint, _ name: String) -> String? {
        let isArray = #"{ \#(name): { "$type": "array" } }"#
        func unless(_ condition: String) -> String { #"\#(isArray), { \#(name): { "$not": { \#(condition) } } }"# }
        switch constraint {
        case .type(let types):
            let aliases = types.sorted().compactMap { BSONType(rawValue: $0).alias.map(JSONText.quoted) }
            guard aliases.count == types.count else { return nil }
            let condition = #""$type": [\#(aliases.joined(separator: ", "))]"#
            return types.contains(0x04) ? #"{ \#(name): { "$not": { \#(condition) } } }"# : unless(condition)
        case .greaterThan(let bound): return number(bound).map { unless(#""$gt": \#($0)"#) }
        case .atLeast(let bound): return number(bound).map { unless(#""$gte": \#($0)"#) }
        case .lessThan(let bound): return number(bound).map { unless(#""$lt": \#($0)"#) }
        case .atMost(let bound): return number(bound).map { unless(#""$lte": \#($0)"#) }
        case .isIn(let values): return list(values).map { unless(#""$in": \#($0)"#) }
        case .isNotIn(let values):
            return list(values).map { #"{ \#(name): { "$in": \#($0), "$not": { "$type": "array" } } }"# }
        case .matches(let pattern): return unless(#""$regex": \#(JSONText.quoted(pattern))"#)
        case .minimumLength, .maximumLength, .format: return nil
        }
    }

    private static func number(_ value: ScalarValue) -> String? {
        switch value {
        case .integer: literal(value)
        // What NaN bounds is for the product to say, not for a query.
        case .number(let bound): bound.isNaN ? nil : literal(value)
        case .bool, .string, .timestamp: nil
        }
    }

    private static func list(_ values: [ScalarValue]) -> String? {
        let literals = values.compactMap(literal)
        return literals.count == values.count ? "[\(literals.joined(separator: ", "))]" : nil
    }

    private static func literal(_ value: ScalarValue) -> String? {
        switch value {
        case .bool(let value): value ? "true" : "false"
        // Beyond 2^53 JavaScript would round it.
        case .integer(let value): value.magnitude < 1 << 53 ? "\(value)" : #"NumberLong("\#(value)")"#
        case .number(let value): ValueText.double(value)
        case .string(let text): JSONText.quoted(text)
        case .timestamp: nil
        }
    }
}
