/// Generated documents as nasty as BSON allows, for comparing numbers with an independent source.
///
/// Every document has a unique `_id` of one of several types. The other fields hold, by chance, values of every type that a check
/// treats specially, on plain, nested and array paths.
package struct NastyDocuments {
    private var random: SeededGenerator
    private let texts = [
        "", " ", "\t\n", "\u{A0}", "\u{3000}\u{2003}", "a", "A", " a ", "été", "e\u{301}te\u{301}", "日本語", "🙂", "N/A",
        "Unknown",
        "https://example.tn/p/1", "http://example.fr", "ftp://x", "\u{200B}", "0", "1",
    ]

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    /// - Parameter allowsDuplicateKeys: whether some documents repeat a key, which no driver writes but BSON can hold.
    package mutating func make(_ count: Int, allowsDuplicateKeys: Bool = true) -> [[UInt8]] {
        (0..<count).map { document($0, allowsDuplicateKeys: allowsDuplicateKeys) }
    }

    private mutating func document(_ index: Int, allowsDuplicateKeys: Bool) -> [UInt8] {
        var builder = BSONBuilder()
        identifier(index, in: &builder)
        var fields = ["a", "b", "when", "long_field_name_over_eight"]
        fields.shuffle(using: &random)
        for field in fields where !chance(8) {
            value(field, in: &builder, depth: 0)
            if allowsDuplicateKeys, chance(40) { value(field, in: &builder, depth: 0) }
        }
        if !chance(6) { nested(&builder) }
        if !chance(6) { items(&builder) }
        if !chance(10) { time("at", in: &builder) }
        return builder.document
    }

    private mutating func identifier(_ index: Int, in builder: inout BSONBuilder) {
        switch index % 5 {
        case 0: builder.string("_id", "id-\(index)")
        case 1: builder.int32("_id", Int32(index))
        case 2: builder.int64("_id", Int64(index) << 33)
        case 3:
            builder.objectID("_id", [0x6A, 0, 0, 0, 1, 2, 3, 4, 5, 6, UInt8(index >> 8 & 0xFF), UInt8(index & 0xFF)])
        default: builder.date("_id", milliseconds: Int64(index) - 1_000_000)
        }
    }

    private mutating func nested(_ builder: inout BSONBuilder) {
        if chance(8) { return value("n", in: &builder, depth: 1) }
        var inner = BSONBuilder()
        if !chance(4) { value("x", in: &inner, depth: 1) }
        if chance(3) { inner.int32("other", 1) }
        builder.document("n", inner)
    }

    private mutating func items(_ builder: inout BSONBuilder) {
        if chance(10) { return value("items", in: &builder, depth: 1) }
        let count = [0, 1, 1, 2, 3].randomElement(using: &random) ?? 0
        var generator = self
        builder.array("items") { array in
            for _ in 0..<count {
                array.append { builder, key in
                    if generator.chance(6) { return generator.value(key, in: &builder, depth: 1) }
                    var inner = BSONBuilder()
                    if !generator.chance(4) { generator.value("sku", in: &inner, depth: 1) }
                    builder.document(key, inner)
                }
            }
        }
        self = generator
    }

    /// A value of any type; few different ones, so that keys repeat.
    private mutating func value(_ key: String, in builder: inout BSONBuilder, depth: Int) {
        let small = Int(random.next() % 4)
        switch random.next() % 24 {
        case 0: builder.null(key)
        case 1: builder.undefined(key)
        case 2: builder.double(key, .nan)
        case 3: builder.double(key, .infinity)
        case 4: builder.double(key, Double(small))
        case 5: builder.double(key, Double(small) + 0.5)
        case 6: builder.int32(key, Int32(small))
        case 7: builder.int64(key, Int64(small))
        case 8: builder.decimal128(key, coefficient: UInt64(small), exponent: 0)
        case 9: builder.decimal128(key, coefficient: UInt64(small) * 100 + 50, exponent: -2)
        case 10: builder.decimal128(key, low: 0, high: 0x7C00_0000_0000_0000)  // NaN
        case 11: builder.bool(key, small % 2 == 0)
        case 12: builder.date(key, milliseconds: Int64(small) * 1000 - 2000)
        case 13: builder.binary(key, subtype: 0, [1, 2, UInt8(small)])
        case 14: depth < 2 ? builder.document(key, BSONBuilder()) : builder.null(key)
        case 15: builder.array(key) { $0.append { $0.int32($1, 1) } }
        case 16: builder.array(key) { _ in }
        case 17: builder.double(key, -0.0)
        case 18: builder.timestamp(key, seconds: UInt32(small), increment: 1)
        default: builder.string(key, texts[Int(random.next() % UInt64(texts.count))])
        }
    }

    /// Times in every form that freshness reads, before 1970 and in the future too.
    private mutating func time(_ key: String, in builder: inout BSONBuilder) {
        let seconds = Int64(random.next() % 40_000_000) + 1_757_000_000
        switch random.next() % 6 {
        case 0: builder.date(key, milliseconds: -seconds * 1000 + 1)
        case 1: builder.string(key, "not a time")
        default: builder.date(key, milliseconds: seconds * 1000)
        }
    }

    private mutating func chance(_ oneIn: UInt64) -> Bool { random.next() % oneIn == 0 }
}
