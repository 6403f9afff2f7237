import ScanEngine

/// The cells of some fields by what is in them, in one piece of memory.
///
/// Most documents have a value of the usual type in every field. Those are one number together, ``assumed``; only a cell that is not what
/// it was taken for is counted on its own. So a document of one segment among a thousand touches one number and not two for each field.
struct FieldTallies: Sendable {
    /// For each field its cells by ``CellCounts/kind(_:_:)``: where something is expected, those that are something else.
    private var exceptions: [Int64]
    /// Documents that were taken to have what is expected in every field.
    private var assumed: Int64 = 0
    private var expectation = CellExpectation.none
    /// For each field cells of which nothing was assumed; empty for none.
    private var counted: [Int64] = []

    init(fieldCount: Int) { exceptions = Array(repeating: 0, count: fieldCount * CellCounts.kindCount) }

    /// The numbers of all fields as they are encoded.
    init(encoded numbers: [Int64]) throws(StateFault) {
        guard numbers.count % CellCounts.kindCount == 0 else {
            throw StateFault(message: "an encoded completeness state has the wrong size")
        }
        self.init(fieldCount: numbers.count / CellCounts.kindCount)
        counted = numbers
    }

    /// The numbers of all fields, with what was assumed.
    var encoded: [Int64] {
        var all = counted.isEmpty ? exceptions : zip(counted, exceptions).map { $0 + $1 }
        for field in 0..<fieldCount {
            guard let kind = expectation.kind(of: field) else { continue }
            let first = field * CellCounts.kindCount
            all[first + kind] += assumed - exceptions[first..<first + CellCounts.kindCount].reduce(0, +)
        }
        return all
    }

    var fieldCount: Int { exceptions.count / CellCounts.kindCount }

    /// By field.
    var counts: [CellCounts] {
        let all = encoded
        return (0..<fieldCount).map { field in
            CellCounts(kinds: all[field * CellCounts.kindCount..<(field + 1) * CellCounts.kindCount])
        }
    }

    mutating func merge(_ other: FieldTallies) {
        guard expectation == other.expectation, counted.isEmpty, other.counted.isEmpty else {
            counted = zip(encoded, other.encoded).map { $0 + $1 }
            exceptions = Array(repeating: 0, count: exceptions.count)
            assumed = 0
            return
        }
        assumed += other.assumed
        for place in exceptions.indices { exceptions[place] += other.exceptions[place] }
    }

    /// What is expected of all documents that are going to be added.
    mutating func expect(_ expectation: CellExpectation) {
        if assumed != 0 { counted = encoded }
        if assumed != 0 { exceptions = Array(repeating: 0, count: exceptions.count) }
        assumed = 0
        self.expectation = expectation
    }

    /// Takes documents to have what is expected in every field.
    @inline(__always)
    mutating func assume(_ documents: Int) { assumed += Int64(documents) }

    /// Counts a cell, of a kind that is not expected.
    @inline(__always)
    mutating func add(_ kind: Int, to field: Int) {
        // Fields and kinds are below the counts that the numbers were made for.
        exceptions.withUnsafeMutableBufferPointer { $0.baseAddress?[field &* CellCounts.kindCount &+ kind] += 1 }
    }
}

extension FieldTallies: Hashable {
    /// What was assumed on the way says nothing.
    static func == (left: FieldTallies, right: FieldTallies) -> Bool { left.encoded == right.encoded }

    func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
