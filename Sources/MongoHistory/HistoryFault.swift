import AuditModel
import MongoSource

/// Why a call of the history failed, before it becomes a sentence.
enum HistoryFault: Error {
    case mongodb(MongoFailure)
    /// A document that no dqaudit wrote, or a newer one: what is wrong with it.
    case document(String)
    case known(HistoryError)
}

extension HistoryError {
    /// What a failure means to the user; no secret and no value of a document appears in it.
    init(_ fault: HistoryFault, of history: MongoHistory) {
        switch fault {
        case .known(let error): self = error
        case .document(let problem):
            self.init(
                .incompatible,
                "the history \(history.name) holds \(problem); it is damaged or written by a newer dqaudit")
        case .mongodb(let failure):
            self.init(.unavailable, HistoryError.sentence(failure, history))
        }
    }

    private static func sentence(_ failure: MongoFailure, _ history: MongoHistory) -> String {
        if failure.lacksPermission, history.connection.hasLogin {
            return
                "the user of the connection string may not use the history \(history.name): it needs the role 'readWrite' on the "
                + "database '\(history.database)' ('read' for commands that only look)"
        }
        if failure.isFromServer, failure.code == majorityIsMissing {
            let seconds = MongoHistory.commandMilliseconds / 1_000
            return
                "no majority of the replica set confirmed within \(seconds) s what was written to the history \(history.name)"
        }
        let cause = failure.sourceError(.opening, of: history.namespace, at: history.connection).message
        return "the history \(history.name) cannot be used: \(cause)"
    }

    /// `WriteConcernFailed`: the write concern's time was over.
    private static let majorityIsMissing: UInt32 = 64
}
