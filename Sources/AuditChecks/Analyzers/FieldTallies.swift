import ScanEngine

/// The cells of some fields by what is in them, in one piece of memory.
///
/// Most documents have a value of the usual type in every field. Those are one number together, ``assumed``; only a cell that is not what
/// it was taken for is counted on its own. So a document of one segment among a thousand touches one number and not two for each field.
struct FieldTallies: Sendable {
    /// For each field its missing cells by ``Presence`` raw value: where something is expected, those that are something else.
    private var missing: [Int64]
    /// For each field its present cells by type in the same way; empty until there are some, because a thousand segments would else not fit the
    /// nearer caches.
    private var present: [Int64] = []
    /// Documents that were taken to have what is expected in every field.
    private var assumed: Int64 = 0
    private var expectation = CellExpectation.none
    /// For each field cells of which nothing was assumed; empty for none.
    private var counted: [Int64] = []

    init(fieldCount: Int) { missing = Array(repeating: 0, count: fieldCount * CellCounts.missingKinds) }

    /// The numbers of all fields as they are encoded.
    init(encoded numbers: [Int64]) throws(StateFault) {
        guard numbers.count % CellCounts.kindCount == 0 else {
            throw StateFault(message: "an encoded completeness state has the wrong size")
        }
        self.init(fieldCount: numbers.count / CellCounts.kindCount)
        counted = numbers
    }

    /// The numbers of all fields by ``CellCounts/kind(_:_:)``, with what was assumed.
    var encoded: [Int64] {
        var all = counted.isEmpty ? Array(repeating: 0, count: fieldCount * CellCounts.kindCount) : counted
        for field in 0..<fieldCount {
            let first = field * CellCounts.kindCount
            var exceptions: Int64 = 0
            for kind in 0..<CellCounts.kindCount {
                let count = exceptionCount(kind, of: field)
                all[first + kind] += count
                exceptions += count
            }
            if let kind = expectation.kind(of: field) { all[first + kind] += assumed - exceptions }
        }
        return all
    }

    private func exceptionCount(_ kind: Int, of field: Int) -> Int64 {
        if kind < CellCounts.missingKinds { return missing[field * CellCounts.missingKinds + kind] }
        let place = field * CellCounts.presentKinds + kind - CellCounts.missingKinds
        return present.isEmpty ? 0 : present[place]
    }

    var fieldCount: Int { missing.count / CellCounts.missingKinds }

    /// Some of what nearly every document changes.
    @inline(__always)
    var glance: Int64 { assumed ^ Int64(missing.count) }

    /// By field.
    var counts: [CellCounts] {
        let all = encoded
        return (0..<fieldCount).map { field in
            CellCounts(kinds: all[field * CellCounts.kindCount..<(field + 1) * CellCounts.kindCount])
        }
    }

    mutating func merge(_ other: FieldTallies) {
        guard expectation == other.expectation, counted.isEmpty, other.counted.isEmpty else {
            let sum = zip(encoded, other.encoded).map { $0 + $1 }
            self = FieldTallies(fieldCount: fieldCount)
            counted = sum
            return
        }
        assumed += other.assumed
        for place in missing.indices { missing[place] += other.missing[place] }
        if present.isEmpty {
            present = other.present
        } else if !other.present.isEmpty {
            for place in present.indices { present[place] += other.present[place] }
        }
    }

    /// What is expected of all documents that are going to be added.
    mutating func expect(_ expectation: CellExpectation) {
        if assumed != 0 {
            let all = encoded
            self = FieldTallies(fieldCount: fieldCount)
            counted = all
        }
        self.expectation = expectation
    }

    /// Takes documents to have what is expected in every field.
    @inline(__always)
    mutating func assume(_ documents: Int) { assumed += Int64(documents) }

    /// Counts a missing cell.
    @inline(__always)
    mutating func addMissing(_ presence: UInt8, to field: Int) {
        // Fields and presences are below the counts that the numbers were made for.
        missing.withUnsafeMutableBufferPointer {
            $0.baseAddress?[field &* CellCounts.missingKinds &+ Int(presence)] += 1
        }
    }

    /// Counts a present cell, of a type that is not expected.
    mutating func addPresent(_ type: UInt8, to field: Int) {
        if present.isEmpty { present = Array(repeating: 0, count: fieldCount * CellCounts.presentKinds) }
        let kind = CellCounts.kind(Presence.presentByte, type)
        present[field * CellCounts.presentKinds + kind - CellCounts.missingKinds] += 1
    }
}

extension FieldTallies: Hashable {
    /// What was assumed on the way says nothing.
    static func == (left: FieldTallies, right: FieldTallies) -> Bool { left.encoded == right.encoded }

    func hash(into hasher: inout Hasher) { hasher.combine(encoded) }
}
