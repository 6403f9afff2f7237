/// Where the history lies, as `--history` and `DQAUDIT_HISTORY` name it.
package enum HistoryLocation: Hashable, Sendable {
    /// Keep nothing, compare with nothing.
    case none
    /// A SQLite file.
    case sqlite(path: String)

    /// Reads `sqlite:PATH` or `none`.
    /// - Throws: ``HistoryLocationError``, a usage error.
    package init(parsing text: String) throws(HistoryLocationError) {
        if text == "none" {
            self = .none
            return
        }
        guard let colon = text.firstIndex(of: ":") else {
            throw HistoryLocationError(
                message: text.isEmpty
                    ? "the history location is empty; write sqlite:PATH or none"
                    : "history location '\(text)' names no kind of store; write sqlite:\(text) for a file, or none")
        }
        let path = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "sqlite":
            guard !path.isEmpty, !path.contains("\0") else {
                throw HistoryLocationError(
                    message: "history location 'sqlite:' needs a path, such as sqlite:reports/history.sqlite")
            }
            self = .sqlite(path: path)
        case "mongodb", "mongodb+srv":
            // A connection string may stand here by mistake; it is not repeated, because it can hold a password.
            throw HistoryLocationError(
                message: "a history in MongoDB is not available in this version; write sqlite:PATH or none")
        default:
            throw HistoryLocationError(
                message: "history location '\(text)' is unknown; write sqlite:PATH or none")
        }
    }
}

extension HistoryLocation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .none: "none"
        case .sqlite(let path): "sqlite:\(path)"
        }
    }
}

/// Why a text names no history.
package struct HistoryLocationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}
