import Glibc

/// What the fields of a document must keep to.
struct ObjectSchema: Hashable, Sendable {
    /// A key that the schema names anywhere.
    struct Name: Hashable, Sendable {
        let key: [UInt8]
        /// What the value must keep to; one where the key stands in `properties`.
        var schema: [SchemaNode] = []
    }

    struct PatternSchema: Hashable, Sendable {
        let pattern: Int
        let schema: SchemaNode
    }

    struct Requirement: Hashable, Sendable {
        let name: Int
        let failure: Int
    }

    struct Dependency: Hashable, Sendable {
        let name: Int
        /// Keys that must be there with it.
        let others: [Int]
        /// What the document must keep to with it; none or one.
        let schema: [SchemaNode]
        let failure: Int
    }

    struct Count: Hashable, Sendable {
        let range: ClosedRange<Int>
        let failure: Int
    }

    private(set) var names: [Name] = []
    /// The number of the first name within the whole schema.
    private(set) var firstName = 0
    var patterns: [PatternSchema] = []
    var additional = Remainder.anything
    var required: [Requirement] = []
    var dependencies: [Dependency] = []
    var counts: [Count] = []
    /// An open hash table of the names' places plus one, 0 for a free slot; its size is a power of two.
    private var slots: [UInt32] = []

    /// Whether it says anything about a document.
    var isEmpty: Bool {
        names.isEmpty && patterns.isEmpty && additional == .anything && required.isEmpty && dependencies.isEmpty
            && counts.isEmpty
    }

    /// The place of a key among the names, which takes it up when it is new.
    mutating func name(_ key: String) -> Int {
        let key = Array(key.utf8)
        if let known = names.firstIndex(where: { $0.key == key }) { return known }
        names.append(Name(key: key))
        return names.count - 1
    }

    mutating func setSchema(_ schema: SchemaNode, of name: Int) { names[name].schema = [schema] }

    /// Builds the table by which ``index(of:)`` finds names; to be called when all are known.
    mutating func finish(firstName: Int) {
        self.firstName = firstName
        var size = 4
        while size < names.count * 2 { size *= 2 }
        slots = Array(repeating: 0, count: size)
        for (index, name) in names.enumerated() {
            var slot = name.key.withUnsafeBytes { ObjectSchema.hash($0) } & (size - 1)
            while slots[slot] != 0 { slot = (slot + 1) & (size - 1) }
            slots[slot] = UInt32(index + 1)
        }
    }

    /// The place of a key among the names.
    func index(of key: UnsafeRawBufferPointer) -> Int? {
        guard !names.isEmpty else { return nil }
        let mask = slots.count - 1
        var slot = ObjectSchema.hash(key) & mask
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            let known = names[index].key
            if known.count == key.count, key.isEmpty || memcmp(known, key.baseAddress.unsafelyUnwrapped, key.count) == 0
            {
                return index
            }
            slot = (slot + 1) & mask
        }
        return nil
    }

    /// FNV-1a: the keys of a schema are few and its author's own.
    private static func hash(_ key: UnsafeRawBufferPointer) -> Int {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in key { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        return Int(truncatingIfNeeded: hash ^ hash >> 32)
    }
}
