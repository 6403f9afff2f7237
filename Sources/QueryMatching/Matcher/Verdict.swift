/// What a filter says of a document: undecided where a regular expression gave up, or where a server would refuse the whole read.
enum Verdict: UInt8, Sendable {
    case no = 0
    case yes = 1
    case undecided = 2

    @inline(__always)
    init(_ value: Bool) { self = value ? .yes : .no }

    @inline(__always)
    init(_ value: Bool?) { self = value.map { Verdict($0) } ?? .undecided }

    var inverse: Verdict {
        switch self {
        case .no: .yes
        case .yes: .no
        case .undecided: .undecided
        }
    }

    var bool: Bool? {
        switch self {
        case .no: false
        case .yes: true
        case .undecided: nil
        }
    }
}
