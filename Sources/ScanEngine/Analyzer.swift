package import AuditModel

/// What to compute over the scanned columns: a value, so that two checks that ask for the same thing share one computation.
///
/// An analyzer holds parameters, its state holds numbers, its workspace holds scratch memory of one thread.
package protocol Analyzer: Hashable, Sendable {
    associatedtype State: AnalyzerState
    associatedtype Workspace = Void

    /// The columns it reads; `consume` finds them under the same indices.
    var columns: [ColumnRequest] { get }

    /// The state of no documents: the identity of `merge`.
    func makeState() -> State

    /// The state of no documents, keeping to the memory of the run. Only states that grow with the number of documents need it.
    func makeState(within budget: MemoryBudget) -> State

    /// The state of no documents of one segment of a scan.
    ///
    /// - Parameters:
    ///   - number: the segment's, the same on all threads.
    ///   - sibling: the state of another segment on the same thread, if there is one: states may share what they would else have each.
    func makeState(ofSegment number: UInt16, beside sibling: State?, within budget: MemoryBudget) -> State

    /// Scratch memory that one thread keeps between batches: match data, row flags, buffers.
    func makeWorkspace() -> Workspace

    /// Adds about a thousand documents to the states: one call per batch, so that everything inside is concrete code.
    ///
    /// With a thousand segments nearly every row has another, so that whatever can be found out about all rows at once is, and the states
    /// are touched where it says something.
    /// - Parameter states: at the places that the batch gives its rows, all there.
    func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<State>, using workspace: inout Workspace)
}

extension Analyzer {
    package func makeState(within budget: MemoryBudget) -> State { makeState() }

    package func makeState(ofSegment number: UInt16, beside sibling: State?, within budget: MemoryBudget) -> State {
        makeState(within: budget)
    }
}

extension Analyzer where Workspace == Void {
    package func makeWorkspace() {}
}

/// Numbers about a set of documents that can be put together with those of another set.
///
/// `merge` is associative and commutative and has `makeState()` as identity; merging the states of any split of a collection gives the
/// state of the whole. Partitions, segments and incremental audits rest on this.
package protocol AnalyzerState: Sendable {
    /// Raised whenever the encoded form changes.
    static var formatVersion: UInt8 { get }

    /// Adds the documents of another state. Sums trap on overflow rather than wrap.
    mutating func merge(_ other: Self)

    /// Finds out together what the states of all segments would else find out one by one.
    ///
    /// Called once, when no document will be added any more.
    static func finish(segments: inout [Self])

    /// Writes the canonical form: equal states write equal bytes.
    func encode(into writer: inout StateWriter)

    /// Reads what `encode` wrote.
    init(from reader: inout StateReader) throws(StateFault)
}

extension AnalyzerState {
    package static func finish(segments: inout [Self]) {}
}

/// A column that an analyzer reads: the place, what counts as missing there, and how much of each value must be kept.
package struct ColumnRequest: Hashable, Sendable {
    package let path: FieldPath
    package let missing: MissingValues
    package let need: ColumnNeed

    package init(_ path: FieldPath, missing: MissingValues = .none, need: ColumnNeed = .presence) {
        self.path = path
        self.missing = missing
        self.need = need
    }
}

/// How much of a value the walker copies into its column. Type, presence and all fixed-size values are always there.
package struct ColumnNeed: Hashable, Sendable {
    /// Strings up to this many bytes are copied; longer ones keep their length only.
    package var textBytes: Int
    /// Whether documents, arrays, binary data and other values of varying size are copied.
    package var structures: Bool
    /// Whether arrays are copied, structures or not.
    package var arrays: Bool

    package init(textBytes: Int, structures: Bool, arrays: Bool = false) {
        self.textBytes = textBytes
        self.structures = structures
        self.arrays = arrays || structures
    }

    /// Type and presence, and numbers, dates and the like.
    package static let presence = ColumnNeed(textBytes: 0, structures: false)
    /// Strings of any length too.
    package static let text = ColumnNeed(textBytes: .max, structures: false)
    /// Whole values of every type.
    package static let everything = ColumnNeed(textBytes: .max, structures: true)

    package func union(_ other: ColumnNeed) -> ColumnNeed {
        ColumnNeed(
            textBytes: max(textBytes, other.textBytes), structures: structures || other.structures,
            arrays: arrays || other.arrays)
    }
}
