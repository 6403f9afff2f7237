import Foundation

/// A signal that ends an audit, and the exit status that tells so.
enum StopSignal: CaseIterable, Sendable {
    case interrupt
    case terminate

    var number: Int32 { self == .interrupt ? SIGINT : SIGTERM }
    var status: Int32 { self == .interrupt ? 130 : 143 }
}
