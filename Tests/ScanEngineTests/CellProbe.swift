import AuditModel
import RawBSON
import ScanEngine

/// An analyzer that writes down every cell it is shown: what the walker really stored.
struct CellProbe: Analyzer {
    let requests: [ColumnRequest]

    var columns: [ColumnRequest] { requests }

    func makeState() -> CellLog { CellLog() }

    func consume(_ batch: borrowing BatchView, into states: UnsafeMutablePointer<CellLog>, using workspace: inout Void)
    {
        for row in 0..<batch.rows {
            var cells: [String] = []
            for column in requests.indices {
                let view = batch[column]
                cells.append(view.cells(ofRow: row).map { describe(view, $0) }.joined(separator: ","))
            }
            states.pointee.rows.append(cells.joined(separator: " | "))
        }
    }

    private func describe(_ view: ColumnView, _ cell: Int) -> String {
        let presence = Presence(rawValue: view.presence[cell]).map { "\($0)" } ?? "?"
        let alias = BSONType(rawValue: view.tags[cell]).alias ?? "-"
        guard view.isPresent(cell) else { return presence }
        switch view.tags[cell] {
        case 0x02:
            return view.bytes(at: cell).map { String(decoding: $0, as: UTF8.self) }
                ?? "\(view.byteCount(at: cell)) bytes"
        case 0x10, 0x12, 0x08, 0x09: return "\(Int64(bitPattern: view.payloads[cell]))"
        case 0x01: return "\(Double(bitPattern: view.payloads[cell]))"
        case 0x03, 0x04: return view.bytes(at: cell) == nil ? "\(alias) of \(view.byteCount(at: cell)) bytes" : alias
        default: return alias
        }
    }
}

/// Rows as text, in the order of the documents.
struct CellLog: AnalyzerState {
    static let formatVersion: UInt8 = 1
    var rows: [String] = []

    init() {}

    mutating func merge(_ other: CellLog) { rows += other.rows }

    func encode(into writer: inout StateWriter) { writer.write(rows.map { UInt64(truncatingIfNeeded: $0.hashValue) }) }

    init(from reader: inout StateReader) throws(StateFault) { throw StateFault(message: "a log is not read back") }
}
