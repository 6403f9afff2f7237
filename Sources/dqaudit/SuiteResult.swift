import AuditModel

/// What became of one suite of a process.
enum SuiteResult {
    /// It was audited, and the run was delivered, with this status.
    case audited(CompletedRun, ExitStatus)
    /// Nothing was audited, and why.
    case refused(CommandFailure)
    /// A signal came before anything was written.
    case interrupted

    var status: ExitStatus? {
        switch self {
        case .audited(_, let status): status
        case .refused(let failure): failure.status
        case .interrupted: nil
        }
    }

    var run: CompletedRun? {
        if case .audited(let run, _) = self { run } else { nil }
    }

    var failure: CommandFailure? {
        if case .refused(let failure) = self { failure } else { nil }
    }
}
