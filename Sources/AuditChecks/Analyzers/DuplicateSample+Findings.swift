package import ScanEngine

extension DuplicateSample {
    /// The documents of one key.
    package struct Group: Sendable {
        /// All of them.
        package let documents: Int64
        /// The smallest `_id`s, ascending.
        package let ids: [KeptValue]
        /// The parts of the key, as the document with the smallest `_id` has them.
        package let parts: [KeptValue]
    }

    /// What the sample says of the whole.
    package struct Findings: Sendable {
        /// Keys in the sample.
        package let keys: Int
        /// Whether those are all.
        package let isComplete: Bool
        /// The keys of several documents, those of most documents first, then those with the smallest `_id`.
        package let groups: [Group]
    }

    /// - Parameter most: groups to name.
    package func findings(most: Int) -> Findings {
        let settled = settled(keysOf: 2)
        let repeated = settled.keys.filter { !$0.kept.isEmpty }.sorted { left, right in
            if left.documents != right.documents { return left.documents > right.documents }
            return SmallestIDs.isBefore(left.kept[0].id, right.kept[0].id)
        }
        let groups = repeated.prefix(most).map { key in
            Group(
                documents: key.documents, ids: key.kept.map(\.id), parts: DuplicateSample.parts(key.kept[0].parts))
        }
        return Findings(keys: settled.keyCount, isComplete: settled.bound == .max, groups: groups)
    }

    /// Reads what ``append(_:_:)`` wrote.
    private static func parts(_ bytes: ArraySlice<UInt8>) -> [KeptValue] {
        var rest = bytes
        var parts: [KeptValue] = []
        while rest.count >= 8 {
            let head = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            rest = rest.dropFirst(8)
            let count = Int(head & 0xFFFF_FFFF)
            let held = Int(head >> 32 & 0xFFFF)
            // Cut off by whoever encoded it: the parts up to there.
            guard held <= rest.count, held <= count else { break }
            parts.append(
                KeptValue(
                    type: UInt8(truncatingIfNeeded: head >> 48), bytes: Array(rest.prefix(held)), byteCount: count))
            rest = rest.dropFirst(held)
        }
        return parts
    }

    package func encode(into writer: inout StateWriter) {
        let settled = settled(keysOf: 0)
        writer.write(settled.bound)
        writer.write(Int64(settled.keyCount))
        for key in settled.keys {
            writer.write(key.fingerprint)
            writer.write(key.documents)
            writer.write(Int64(key.kept.count))
            for document in key.kept {
                writer.write(document.id.type)
                writer.write(document.id.bytes)
                writer.write(Array(document.parts))
            }
        }
    }
}
