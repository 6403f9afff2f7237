package import ScanEngine

/// A filter evaluated over the columns of a batch, with the memory of one thread.
///
/// Each condition is decided for all rows in one loop over the cells of its path; conditions are then combined byte by byte. Only rows with
/// an array on the way to the value are looked at one by one, on the array's bytes.
package final class FilterColumns {
    private let node: ColumnNode
    private let requests: [ColumnRequest]

    package init(_ filter: DocumentFilter) {
        var layout = ColumnLayout()
        node = ColumnNode.make(filter.condition, &layout)
        requests = layout.requests
    }

    /// Decides every row of a batch: 1 for a match, 0 for none, 2 for undecided (see ``FilterMatcher/matches(document:)``).
    ///
    /// - Parameters:
    ///   - first: the index of the first of ``DocumentFilter/columns`` among the columns of the analyzer.
    ///   - verdicts: room for as many bytes as the batch has rows.
    package func evaluate(
        _ batch: borrowing BatchView, from first: Int, into verdicts: UnsafeMutablePointer<UInt8>
    ) {
        node.evaluate(batch, from: first, into: verdicts)
        for row in 0..<batch.rows { verdicts[row] = Mark.verdict(verdicts[row]) }
    }
}

extension DocumentFilter {
    /// The columns that ``FilterColumns`` reads.
    package var columns: [ColumnRequest] {
        var layout = ColumnLayout()
        _ = ColumnNode.make(condition, &layout)
        return layout.requests
    }
}

/// Verdicts in two bits, so that they combine bytewise: the lower says that it may match, the upper that it surely does.
enum Mark {
    static let no: UInt8 = 0b00
    static let undecided: UInt8 = 0b01
    static let yes: UInt8 = 0b11

    @inline(__always)
    static func of(_ value: Bool) -> UInt8 { value ? yes : no }

    @inline(__always)
    static func of(_ verdict: Verdict) -> UInt8 {
        switch verdict {
        case .no: no
        case .yes: yes
        case .undecided: undecided
        }
    }

    /// What surely matches may not fail to, and the other way round.
    @inline(__always)
    static func inverse(_ mark: UInt8) -> UInt8 {
        let flipped = ~mark
        return (flipped & 1) << 1 | (flipped >> 1) & 1
    }

    /// 0, 1 or 2 as ``Verdict`` counts.
    @inline(__always)
    static func verdict(_ mark: UInt8) -> UInt8 { mark == yes ? 1 : mark << 1 }
}

/// The columns of a filter while it is put together: every path once, with all that anybody needs of it.
struct ColumnLayout {
    private(set) var requests: [ColumnRequest] = []

    mutating func add(_ request: ColumnRequest) -> Int {
        if let known = requests.firstIndex(where: { $0.path == request.path }) {
            requests[known] = ColumnRequest(
                request.path, need: requests[known].need.union(request.need))
            return known
        }
        requests.append(request)
        return requests.count - 1
    }
}
