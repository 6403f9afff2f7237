import AuditModel
import GRDB

/// A word in the file that this version does not know: the file was changed by something else.
struct UnknownWord: Error {
    let column: String
}

extension HistoryError {
    /// What a failure of the database means to the user; neither SQL nor values appear in it.
    init(_ error: any Error, path: String, whileOpening: Bool) {
        switch error {
        case let known as HistoryError:
            self = known
        case let unknown as UnknownWord:
            self.init(
                .incompatible,
                "the history \(path) holds an unknown \(unknown.column); it is damaged or written by a newer dqaudit")
        case let failure as DatabaseError:
            self.init(failure, path: path, whileOpening: whileOpening)
        default:
            self.init(.unavailable, "the history \(path) cannot be used: \(error)")
        }
    }

    private init(_ failure: DatabaseError, path: String, whileOpening: Bool) {
        let activity = whileOpening ? "opened" : "used"
        switch failure.resultCode {
        case .SQLITE_NOTADB:
            self.init(
                .incompatible, "\(path) is not a SQLite file, so it cannot be a history; name another with --history")
        case .SQLITE_CORRUPT:
            self.init(
                .incompatible, "the history \(path) is damaged; restore a copy, or move it away to begin a new one")
        case .SQLITE_BUSY, .SQLITE_LOCKED:
            self.init(
                .unavailable, "the history \(path) is locked by another process; try again when it has finished")
        case .SQLITE_FULL:
            self.init(.unavailable, "no space left for the history \(path); free some and run again")
        case .SQLITE_READONLY, .SQLITE_PERM, .SQLITE_AUTH:
            self.init(
                .unavailable, "the history \(path) may not be written; change its permissions, or name another file")
        case .SQLITE_CANTOPEN:
            self.init(
                .unavailable,
                "the history \(path) cannot be \(activity): is it a file, and may it and its folder be written?")
        default:
            let reason = failure.message.map { ": \($0)" } ?? ""
            self.init(.unavailable, "the history \(path) cannot be \(activity)\(reason)")
        }
    }
}
