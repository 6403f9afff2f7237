import CLibMongoC

extension MongoFailure {
    /// What can be done about a read that failed.
    package enum Recovery {
        /// Go on after the last document.
        case resume
        /// Go on after the last document, but no longer at the instant of the snapshot.
        case resumeWithoutSnapshot
        /// The place where the read was cut off is gone: read the partition again.
        case startOver
        case none
    }

    /// Network faults, changes of a replica set, lost and killed cursors pass; everything else would fail again.
    ///
    /// The codes are those that the drivers' specification "Retryable Reads" calls retryable, and those of cursors and snapshots from
    /// the server's `error_codes.yml`. An operation that somebody ended (11601 Interrupted, by `killOp`) is not taken up again: that
    /// was a person's decision about this server.
    package var recovery: Recovery {
        if isFromNetwork { return .resume }
        switch domain {
        case MONGOC_ERROR_SERVER.rawValue, MONGOC_ERROR_QUERY.rawValue, MONGOC_ERROR_WRITE_CONCERN.rawValue:
            if Self.passing.contains(code) { return .resume }
            if Self.snapshotLost.contains(code) { return .resumeWithoutSnapshot }
            return Self.placeLost.contains(code) ? .startOver : .none
        default: return .none
        }
    }

    /// Whether the collection may have been dropped, renamed or given another index under the cursor.
    var isPlanKilled: Bool { isFromServer && code == 175 }

    /// Whether the server took longer than the operation was given.
    package var isOutOfTime: Bool { isFromServer && code == 50 }

    /// Whether the driver looked for a server as long as it may, in vain.
    package var foundNoServer: Bool { domain == MONGOC_ERROR_SERVER_SELECTION.rawValue }

    /// Whether there was no connection, or it broke.
    var isFromNetwork: Bool {
        [MONGOC_ERROR_STREAM.rawValue, MONGOC_ERROR_SERVER_SELECTION.rawValue, MONGOC_ERROR_PROTOCOL.rawValue].contains(
            domain)
    }

    private static let passing: Set<UInt32> = [
        6,  // HostUnreachable
        7,  // HostNotFound
        43,  // CursorNotFound
        50,  // MaxTimeMSExpired
        89,  // NetworkTimeout
        91,  // ShutdownInProgress
        133,  // FailedToSatisfyReadPreference
        134,  // ReadConcernMajorityNotAvailableYet
        175,  // QueryPlanKilled
        189,  // PrimarySteppedDown
        237,  // CursorKilled
        262,  // ExceededTimeLimit
        384,  // ConnectionError
        9001,  // SocketException
        10107,  // NotWritablePrimary
        11600,  // InterruptedAtShutdown
        11602,  // InterruptedDueToReplStateChange
        13435,  // NotPrimaryNoSecondaryOk
        13436,  // NotPrimaryOrSecondary
    ]

    private static let snapshotLost: Set<UInt32> = [
        239,  // SnapshotTooOld
        246,  // SnapshotUnavailable
    ]

    private static let placeLost: Set<UInt32> = [
        136,  // CappedPositionLost
        211,  // KeyNotFound: the record to go on after was deleted
    ]
}
