/// The exit status of the process, as contract and README list it.
package enum ExitStatus: Int32, Hashable, Sendable, CaseIterable {
    case success = 0
    case breach = 1
    case usage = 2
    case incomplete = 3
    case deliveryFailed = 4
    case interrupted = 130
    case terminated = 143

    /// Which level makes the exit status non-zero.
    package enum FailureLevel: String, Sendable, CaseIterable { case fail, warn }

    /// The status of one report: 3 before 1 before 4 before 0.
    package init(checks: some Sequence<CheckStatus>, isComplete: Bool, deliveries: [Delivery], failOn: FailureLevel) {
        let status = RunStatus(of: checks)
        if !isComplete || status == .incomplete {
            self = .incomplete
        } else if status == .fail || (status == .warn && failOn == .warn) {
            self = .breach
        } else if deliveries.contains(where: { $0.status == .failed }) {
            self = .deliveryFailed
        } else {
            self = .success
        }
    }

    /// Several statuses as one: 130/143, 2, 3, 1, 4, 0.
    package static func worst(_ statuses: some Sequence<ExitStatus>) -> ExitStatus {
        statuses.max { $0.precedence < $1.precedence } ?? .success
    }

    private var precedence: Int {
        switch self {
        case .success: 0
        case .deliveryFailed: 1
        case .breach: 2
        case .incomplete: 3
        case .usage: 4
        case .terminated: 5
        case .interrupted: 6
        }
    }
}

extension ExitStatus {
    /// How statuses are told to whoever started the process.
    package enum Style: String, Sendable, CaseIterable {
        /// The numbers of this type.
        case standard = "default"
        /// The plugin convention of Nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN.
        case nagios
    }

    /// The number that the process exits with.
    /// - Parameter worst: the worst verdict of the runs: a warning is told by `nagios` only.
    package func code(_ style: Style, worst: RunStatus) -> Int32 {
        guard style == .nagios else { return rawValue }
        switch self {
        case .success: return worst == .warn ? 1 : 0
        case .breach: return worst == .warn ? 1 : 2
        case .usage, .incomplete, .deliveryFailed: return 3
        case .interrupted, .terminated: return rawValue
        }
    }
}
