import RawBSON

/// The values of an `enum`, found by their hashes: there may be hundreds, and one is asked for in every document.
struct SchemaValueSet: Hashable, Sendable {
    private let values: [BSONValue]
    /// Of each value, in ascending order. Hashes differ from one process to the next and never leave it.
    private let hashes: [Int]

    init(_ values: [BSONValue]) {
        let sorted = values.map { (hash: $0.withRaw { SchemaEquality.hash($0) }, value: $0) }.sorted {
            $0.hash < $1.hash
        }
        self.values = sorted.map(\.value)
        hashes = sorted.map(\.hash)
    }

    func contains(_ value: RawValue) -> Bool {
        let hash = SchemaEquality.hash(value)
        var index = 0
        var end = hashes.count
        while index < end {
            let middle = (index + end) / 2
            if hashes[middle] < hash { index = middle + 1 } else { end = middle }
        }
        while index < hashes.count, hashes[index] == hash {
            if values[index].withRaw({ SchemaEquality.areEqual(value, $0) }) { return true }
            index += 1
        }
        return false
    }
}
