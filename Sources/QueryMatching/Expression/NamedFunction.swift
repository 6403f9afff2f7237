/// Operators that take their operands by name, by the server's names.
enum NamedFunction: String, Hashable, Sendable, CaseIterable {
    case trim = "$trim"
    case trimStart = "$ltrim"
    case trimEnd = "$rtrim"
    case replaceOne = "$replaceOne"
    case replaceAll = "$replaceAll"
    case convert = "$convert"
    case dateFromText = "$dateFromString"
    case dateDifference = "$dateDiff"
    case dateAdd = "$dateAdd"
    case dateSubtract = "$dateSubtract"
    case dateTruncate = "$dateTrunc"

    /// What must be given.
    var needed: [String] {
        switch self {
        case .trim, .trimStart, .trimEnd: ["input"]
        case .replaceOne, .replaceAll: ["input", "find", "replacement"]
        case .convert: ["input", "to"]
        case .dateFromText: ["dateString"]
        case .dateDifference: ["startDate", "endDate", "unit"]
        case .dateAdd, .dateSubtract: ["startDate", "unit", "amount"]
        case .dateTruncate: ["date", "unit"]
        }
    }

    /// What may be given.
    var allowed: [String] {
        switch self {
        case .trim, .trimStart, .trimEnd: ["chars"]
        case .replaceOne, .replaceAll: []
        case .convert, .dateFromText: ["onError", "onNull"]
        case .dateDifference: ["timezone", "startOfWeek"]
        case .dateAdd, .dateSubtract: ["timezone"]
        case .dateTruncate: ["binSize", "timezone", "startOfWeek"]
        }
    }
}
