import CLibMongoC

/// The C driver's process-wide state.
enum MongoRuntime {
    /// Makes the driver ready for use; only the first call does anything.
    ///
    /// The driver's own log goes nowhere: it would write to standard error, debug lines included. Every failure comes back as an
    /// error instead. The handler must stand before the driver starts, which already logs.
    static func start() { started }

    private static let started: Void = {
        dqaudit_keep_replies_on_heap()
        mongoc_log_set_handler({ _, _, _, _ in }, nil)
        mongoc_init()
    }()
}
