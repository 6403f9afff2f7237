/// The outcome of one check.
package enum CheckStatus: String, Hashable, Sendable, Codable, CaseIterable {
    case pass
    case warn
    case fail
    /// Too little history to judge; never breaks a run.
    case learning
    /// Could not be measured; the reason says why.
    case notEvaluated = "not_evaluated"

    /// Whether a threshold of either level is breached.
    package var isBreach: Bool { self == .fail || self == .warn }

    /// The value of `dqaudit_check_status`.
    package var gaugeValue: Double {
        switch self {
        case .pass: 0
        case .warn: 1
        case .fail: 2
        case .notEvaluated: 3
        case .learning: 4
        }
    }
}
