/// The product's definitions said again in MongoDB's aggregation language: the independent source that numbers are compared with.
enum MongoExpression {
    /// A plain path: documents are walked, arrays are not looked into. Absent is the type `missing`.
    static func cell(_ path: String) -> String {
        let steps = path.split(separator: ".").map(String.init)
        guard steps.count > 1 else { return #""$\#(path)""# }
        return #"{"$cond": [{"$eq": [{"$type": "$\#(steps[0])"}, "object"]}, "$\#(path)", "$$REMOVE"]}"#
    }

    static func type(_ cell: String) -> String { #"{"$type": \#(cell)}"# }

    static func isAbsent(_ cell: String) -> String { #"{"$eq": [\#(type(cell)), "missing"]}"# }

    static func isNull(_ cell: String) -> String { #"{"$in": [\#(type(cell)), ["null", "undefined"]]}"# }

    static func isNotANumber(_ cell: String) -> String { #"{"$eq": [\#(cell), {"$numberDouble": "NaN"}]}"# }

    /// Unicode White_Space, written out.
    static func isBlank(_ cell: String) -> String {
        let blank =
            #"^[\\x{9}-\\x{D}\\x{20}\\x{85}\\x{A0}\\x{1680}\\x{2000}-\\x{200A}\\x{2028}\\x{2029}\\x{202F}\\x{205F}\\x{3000}]*\\z"#
        return
            #"{"$cond": [{"$eq": [\#(type(cell)), "string"]}, {"$regexMatch": {"input": \#(cell), "regex": "\#(blank)"}}, false]}"#
    }

    /// - Parameter placeholders: a JSON array.
    static func isPlaceholder(_ cell: String, _ placeholders: String) -> String {
        #"{"$and": [{"$in": [\#(cell), \#(placeholders)]}, {"$not": [\#(isBlank(cell))]}]}"#
    }

    static func isMissing(_ cell: String, _ placeholders: String = "[]") -> String {
        let ways = [
            isAbsent(cell), isNull(cell), isNotANumber(cell), isBlank(cell), isPlaceholder(cell, placeholders),
        ]
        return #"{"$or": [\#(ways.joined(separator: ", "))]}"#
    }

    static func isPresent(_ cell: String, _ placeholders: String = "[]") -> String {
        #"{"$not": [\#(isMissing(cell, placeholders))]}"#
    }

    /// An accumulator that counts where a condition holds.
    static func count(_ condition: String) -> String { #"{"$sum": {"$cond": [\#(condition), 1, 0]}}"# }
}
