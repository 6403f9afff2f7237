import Foundation

/// A signal that ends an audit, and the exit status that tells so.
enum StopSignal: CaseIterable, Sendable {
    case interrupt
    case terminate
    /// The terminal was closed.
    case hangUp

    var number: Int32 {
        switch self {
        case .interrupt: SIGINT
        case .terminate: SIGTERM
        case .hangUp: SIGHUP
        }
    }

    var status: Int32 { self == .interrupt ? 130 : 143 }
}
