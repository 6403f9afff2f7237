import AuditModel
import QueryMatching
import ScanEngine

/// An analyzer that writes down the verdicts of filters over columns, row by row.
struct VerdictProbe: Analyzer {
    let filters: [DocumentFilter]

    /// A column that is not the filter's stands first, so that indices matter.
    var columns: [ColumnRequest] {
        [ColumnRequest(.init(key: "_id"))] + filters.flatMap(\.columns)
    }

    func makeState() -> VerdictLog { VerdictLog(filters.count) }

    func makeWorkspace() -> [FilterColumns] { filters.map { FilterColumns($0) } }

    func consume(
        _ batch: borrowing BatchView, into states: UnsafeMutablePointer<VerdictLog>,
        using workspace: inout [FilterColumns]
    ) {
        var first = 1
        for (index, filter) in workspace.enumerated() {
            let verdicts = UnsafeMutablePointer<UInt8>.allocate(capacity: batch.rows)
            defer { verdicts.deallocate() }
            filter.evaluate(batch, from: first, into: verdicts)
            for row in 0..<batch.rows { states.pointee.verdicts[index].append(verdicts[row]) }
            first += filters[index].columns.count
        }
    }
}

/// For each filter its verdicts in the order of the documents.
struct VerdictLog: AnalyzerState {
    static let formatVersion: UInt8 = 1
    var verdicts: [[UInt8]]

    init(_ count: Int) { verdicts = Array(repeating: [], count: count) }

    mutating func merge(_ other: VerdictLog) {
        for index in verdicts.indices { verdicts[index] += other.verdicts[index] }
    }

    func encode(into writer: inout StateWriter) {
        writer.write(verdicts.flatMap { $0 }.map { UInt64($0) })
    }

    init(from reader: inout StateReader) throws(StateFault) { throw StateFault(message: "a log is not read back") }
}
