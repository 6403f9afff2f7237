import AuditModel

/// Where the history lies, as `--history` and `DQAUDIT_HISTORY` name it.
package enum HistoryLocation: Hashable, Sendable {
    /// Keep nothing, compare with nothing.
    case none
    /// A SQLite file.
    case sqlite(path: String)
    /// A collection on the server of the connection string.
    case mongodb(HistoryCollection)

    /// Reads `sqlite:PATH`, `mongodb:DB.COLLECTION`, `mongodb:DB.COLLECTION?ttl=DURATION` or `none`.
    /// - Throws: ``HistoryLocationError``, a usage error.
    package init(parsing text: String) throws(HistoryLocationError) {
        if text == "none" {
            self = .none
            return
        }
        guard let colon = text.firstIndex(of: ":") else {
            throw HistoryLocationError(
                message: text.isEmpty
                    ? "the history location is empty; write \(Self.forms)"
                    : "history location '\(text)' names no kind of store; write sqlite:\(text) for a file, or none")
        }
        let place = String(text[text.index(after: colon)...])
        switch text[..<colon] {
        case "sqlite":
            guard !place.isEmpty, !place.contains("\0") else {
                throw HistoryLocationError(
                    message: "history location 'sqlite:' needs a path, such as sqlite:reports/history.sqlite")
            }
            self = .sqlite(path: place)
        case "mongodb":
            self = .mongodb(try HistoryCollection(parsing: place))
        case "mongodb+srv":
            throw HistoryCollection.isConnectionString
        default:
            throw HistoryLocationError(message: "history location '\(text)' is unknown; write \(Self.forms)")
        }
    }

    /// The collection on a server; nil for every other kind.
    package var collection: HistoryCollection? {
        if case .mongodb(let collection) = self { return collection }
        return nil
    }

    private static let forms = "sqlite:PATH, mongodb:DB.COLLECTION or none"
}

extension HistoryLocation: CustomStringConvertible {
    package var description: String {
        switch self {
        case .none: "none"
        case .sqlite(let path): "sqlite:\(path)"
        case .mongodb(let collection): "mongodb:\(collection)"
        }
    }
}

/// Why a text names no history.
package struct HistoryLocationError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}
