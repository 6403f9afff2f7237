import AuditModel

/// MongoDB filters, as text for mongosh, that find the documents which lack a field.
///
/// They mean exactly what the walker means: a plain path does not look into arrays, as a query by itself would; so arrays on the way are
/// asked for. Elements of arrays can only be told apart by an expression.
enum MissingFilter {
    /// Finds the documents with at least one missing cell of a path.
    static func text(_ path: FieldPath, _ missing: MissingValues) -> String {
        guard let keys = keys(of: path), !keys.isEmpty else {
            return #"{ "$expr": \#(CellExpression.any(of: path) { isMissing($0, missing) }) }"#
        }
        return anyOf(arrays(above: keys) + [noArray(keys, missing)])
    }

    /// The keys of a path of keys alone; nil for another.
    static func keys(of path: FieldPath) -> [String]? {
        var keys: [String] = []
        for step in path.steps {
            guard case .key(let key) = step else { return nil }
            keys.append(key)
        }
        return keys
    }

    /// Conditions for arrays on the way to a plain path: there it ends, and the field is absent.
    static func arrays(above keys: [String]) -> [String] {
        (1..<max(keys.count, 1)).map { #"{ \#(name(keys[..<$0])): { "$type": "array" } }"# }
    }

    /// Missing in one of the ways that are no array: a query would find them in the elements of one, too.
    private static func noArray(_ keys: [String], _ missing: MissingValues) -> String {
        let name = name(keys[...])
        let members = ["null", "NaN"] + placeholders(missing)
        let ways = [
            #"{ \#(name): { "$in": [\#(members.joined(separator: ", "))] } }"#,
            #"{ \#(name): { "$type": "undefined" } }"#, #"{ \#(name): { "$regex": \#(JSONText.quoted(blank)) } }"#,
        ]
        return #"{ \#(name): { "$not": { "$type": "array" } }, "$or": [\#(ways.joined(separator: ", "))] }"#
    }

    static func anyOf(_ filters: [String]) -> String {
        filters.count == 1 ? filters[0] : #"{ "$or": [\#(filters.joined(separator: ", "))] }"#
    }

    static func name(_ keys: ArraySlice<String>) -> String { JSONText.quoted(keys.joined(separator: ".")) }

    /// Unicode White_Space from beginning to end, as the walker's ``BlankText``.
    static let blank =
        #"^[\x{9}-\x{D}\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000}]*\z"#

    /// The placeholders that are not blank anyway.
    static func placeholders(_ missing: MissingValues) -> [String] {
        missing.strings.sorted().map(JSONText.quoted) + missing.numbers.sorted().map(ValueText.double)
    }

    /// An expression for a cell, by its variable.
    static func isMissing(_ cell: String, _ missing: MissingValues) -> String {
        let isText = #"{ "$eq": [{ "$type": \#(cell) }, "string"] }"#
        let isBlank = #"{ "$regexMatch": { "input": \#(cell), "regex": \#(JSONText.quoted(blank)) } }"#
        let members = (["NaN"] + placeholders(missing)).map { #"{ "$literal": \#($0) }"# }
        let ways = [
            #"{ "$in": [{ "$type": \#(cell) }, ["missing", "null", "undefined"]] }"#,
            #"{ "$in": [\#(cell), [\#(members.joined(separator: ", "))]] }"#,
            #"{ "$cond": [\#(isText), \#(isBlank), false] }"#,
        ]
        return #"{ "$or": [\#(ways.joined(separator: ", "))] }"#
    }
}
