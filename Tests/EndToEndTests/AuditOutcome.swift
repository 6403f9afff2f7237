/// What a call of the program left behind.
struct AuditOutcome: Sendable {
    /// The exit status; minus the signal's number when a signal ended the process.
    let status: Int32
    /// Everything on stdout, empty when it was not captured.
    let output: String
    /// Everything on stderr.
    let errors: String
}
