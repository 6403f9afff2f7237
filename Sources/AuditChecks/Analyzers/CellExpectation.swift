import ScanEngine

/// What a thread expects in the fields of a document: present values of the types that it met first.
struct CellExpectation: Hashable, Sendable {
    /// The type by field, 0 where nothing is expected.
    private let types: [UInt8]

    static let none = CellExpectation(types: [])

    private init(types: [UInt8]) { self.types = types }

    /// Expects what the documents at hand have. Nothing is expected of a field with any number of cells in a document.
    init(of batch: borrowing BatchView, fields: Int) {
        var types: [UInt8] = []
        for field in 0..<fields {
            let column = batch[field]
            let first = column.rowEnds == nil ? (0..<column.count).first { column.isPresent($0) } : nil
            types.append(first.map { column.tags[$0] } ?? 0)
        }
        self.types = types
    }

    /// The type that is expected in a field, 0 for nothing.
    @inline(__always)
    func type(of field: Int) -> UInt8 { field < types.count ? types[field] : 0 }

    /// As a ``CellCounts/kind(_:_:)``, nil for nothing.
    @inline(__always)
    func kind(of field: Int) -> Int? {
        let type = type(of: field)
        return type == 0 ? nil : CellCounts.kind(Presence.presentByte, type)
    }
}
