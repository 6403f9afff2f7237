import ScanEngine

/// The cells of some fields by what is in them, in one piece of memory.
///
/// Most documents have a value of the usual type in every field. Those are one number together, ``assumed``; only a cell that is not what
/// it was taken for is counted on its own, and taken off again from what was assumed. So a document of one segment among a thousand touches
/// one number and not two for each field.
struct FieldTallies: Sendable {
    /// For each field its cells by ``CellCounts/kind(_:_:)``; less than there are, even below 0, by those that are assumed.
    private var numbers: [Int64]
    /// Documents that were taken to have what is expected in every field.
    private var assumed: Int64 = 0
    private var expectation = CellExpectation.none

    init(fieldCount: Int) { numbers = Array(repeating: 0, count: fieldCount * CellCounts.kindCount) }

    /// The numbers of all fields as they are encoded.
    init(encoded numbers: [Int64]) throws(StateFault) {
        guard numbers.count % CellCounts.kindCount == 0 else {
            throw StateFault(message: "an encoded completeness state has the wrong size")
        }
        self.numbers = numbers
    }

    /// The numbers of all fields, with what was assumed.
    var encoded: [Int64] {
        var all = numbers
        guard assumed != 0 else { return all }
        for field in 0..<fieldCount {
            if let kind = expectation.kind(of: field) { all[field * CellCounts.kindCount + kind] += assumed }
        }
        return all
    }

    var fieldCount: Int { numbers.count / CellCounts.kindCount }

    /// By field.
    var counts: [CellCounts] {
        let all = encoded
        return (0..<fieldCount).map { field in
            CellCounts(kinds: all[field * CellCounts.kindCount..<(field + 1) * CellCounts.kindCount])
        }
    }

    mutating func merge(_ other: FieldTallies) {
        if assumed == 0 { expectation = other.expectation }
        if expectation == other.expectation {
            assumed += other.assumed
            for place in numbers.indices { numbers[place] += other.numbers[place] }
        } else {
            let sums = zip(encoded, other.encoded).map { $0 + $1 }
            self = FieldTallies(fieldCount: 0)
            numbers = sums
        }
    }

    /// Takes documents to have what is expected in every field.
    /// - Precondition: the same is expected of all documents of a state.
    @inline(__always)
    mutating func assume(_ documents: Int64, _ expectation: CellExpectation) {
        if assumed == 0 { self.expectation = expectation }
        assumed += documents
    }

    /// Counts a cell.
    /// - Parameters:
    ///   - kind: what it is.
    ///   - expected: what it was taken for; nil: nothing was expected of the field.
    @inline(__always)
    mutating func add(_ kind: Int, insteadOf expected: Int?, to field: Int) {
        numbers.withUnsafeMutableBufferPointer { numbers in
            // Fields and kinds are below the counts that the numbers were made for.
            guard let first = numbers.baseAddress.map({ $0 + field &* CellCounts.kindCount }) else { return }
            first[kind] += 1
            if let expected { first[expected] -= 1 }
        }
    }
}

extension FieldTallies: Hashable {
    /// What was assumed on the way says nothing.
    static func == (left: FieldTallies, right: FieldTallies) -> Bool { left.encoded == right.encoded }

    func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
