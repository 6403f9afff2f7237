import AuditModel

/// The cells of a path in MongoDB's aggregation language, for what no query can say of arrays.
enum CellExpression {
    /// An expression that is true for a document with at least one cell for which a condition holds.
    /// - Parameter condition: makes the condition from the text that stands for a cell; an absent cell has the type `missing`.
    static func any(of path: FieldPath, _ condition: (String) -> String) -> String {
        any(path.steps[...], of: "$$CURRENT", depth: 0, condition)
    }

    private static func any(
        _ steps: ArraySlice<FieldPath.Step>, of base: String, depth: Int, _ condition: (String) -> String
    ) -> String {
        let quoted = JSONText.quoted(base)
        guard let step = steps.first else { return condition(quoted) }
        let rest = steps.dropFirst()
        let variable = "v\(depth)"
        // Without the way to it a cell is absent, but where there is no array there are no cells of elements.
        let otherwise = steps.contains(.eachElement) ? "false" : condition(#""$$REMOVE""#)
        let inner = any(rest, of: "$$" + variable, depth: depth + 1, condition)
        switch step {
        case .key(let key):
            let isDocument = #"{ "$eq": [{ "$type": \#(quoted) }, "object"] }"#
            let next = any(rest, of: base == "$$CURRENT" ? "$" + key : base + "." + key, depth: depth, condition)
            return base == "$$CURRENT" ? next : #"{ "$cond": [\#(isDocument), \#(next), \#(otherwise)] }"#
        case .element(let index):
            let element = #"{ "$arrayElemAt": [\#(quoted), \#(index)] }"#
            let found = #"{ "$let": { "vars": { "\#(variable)": \#(element) }, "in": \#(inner) } }"#
            return #"{ "$cond": [{ "$isArray": [\#(quoted)] }, \#(found), \#(otherwise)] }"#
        case .eachElement:
            let map = #"{ "$map": { "input": \#(quoted), "as": "\#(variable)", "in": \#(inner) } }"#
            return #"{ "$cond": [{ "$isArray": [\#(quoted)] }, { "$anyElementTrue": [\#(map)] }, false] }"#
        }
    }
}
