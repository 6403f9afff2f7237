package import RawBSON

/// Generated values and documents of every BSON type, few enough different ones that values and operands meet.
package struct QueryValues {
    package var random: SeededGenerator

    package init(seed: UInt64) { random = SeededGenerator(seed: seed) }

    package static let keys = ["a", "b", "c"]
    /// Keys below the top: numbers and nothing among them.
    package static let innerKeys = ["a", "b", "0", "1", "", "a", "b"]

    package mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[Int(random.next() % UInt64(elements.count))]
    }

    package mutating func chance(_ oneIn: UInt64) -> Bool { random.next() % oneIn == 0 }

    /// A document with an int `_id`.
    package mutating func document(_ id: Int32) -> [UInt8] {
        var elements: [(key: String, value: BSONValue)] = [("_id", .int32(id))]
        for key in QueryValues.keys where !chance(5) { elements.append((key, value())) }
        return BSONValue.document(elements).bytes
    }

    /// A value of any type.
    package mutating func value(depth: Int = 0) -> BSONValue {
        if depth < 3, chance(3) {
            return chance(2) ? object(depth: depth + 1) : array(depth: depth + 1)
        }
        return chance(3) ? rare() : common()
    }

    package mutating func object(depth: Int) -> BSONValue {
        var elements: [(key: String, value: BSONValue)] = []
        for _ in 0..<pick([0, 1, 1, 2, 2, 3]) {
            let key = pick(QueryValues.innerKeys)
            if elements.contains(where: { $0.key == key }) { continue }
            elements.append((key, value(depth: depth)))
        }
        return .document(elements)
    }

    package mutating func array(depth: Int) -> BSONValue {
        .array((0..<pick([0, 1, 1, 2, 2, 3])).map { _ in value(depth: depth) })
    }

    private mutating func common() -> BSONValue {
        switch random.next() % 8 {
        case 0: .int32(pick([0, 1, 2, -1, 5]))
        case 1: .int64(pick([0, 1, 2, -1, 1 << 53 + 1, .max, .min]))
        case 2: .double(pick([0, -0.0, 1, 1.5, -1, 2, 0.1, .nan, .infinity, -.infinity, 0x1p53, 0x1p63]))
        case 3: .decimal(pick(QueryValues.decimals))
        case 4: .null
        case 5: .bool(chance(2))
        default: .string(pick(QueryValues.texts))
        }
    }

    private mutating func rare() -> BSONValue {
        switch random.next() % 13 {
        case 0: return BSONValue(type: 0x06, bytes: [])
        case 1: return BSONValue(type: 0x07, bytes: [0x6A, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, pick([0, 1, 255])])
        case 2, 3: return .date(pick(QueryValues.dates))
        case 4: return BSONValue(type: 0x0B, bytes: Array(pick(["a\0\0", "a\0i\0", "b\0m\0", "^a\0\0"]).utf8))
        case 5: return .text(0x0D, pick(["a", "b"]).utf8)
        case 6: return .text(0x0E, pick(QueryValues.texts).utf8)
        case 7:
            let code = BSONValue.text(0x02, pick(["a", "b"]).utf8).bytes
            let scope = BSONValue.document(chance(2) ? [] : [("x", .int32(pick([1, 2])))]).bytes
            let length = BSONValue.int32(Int32(4 + code.count + scope.count)).bytes
            return BSONValue(type: 0x0F, bytes: length + code + scope)
        case 8:
            return BSONValue(
                type: 0x0C,
                bytes: BSONValue.string(pick(["a", "b.c"])).bytes + [UInt8](repeating: pick([1, 2]), count: 12))
        case 9:
            // Not zero: the server would write its own time in place of an empty timestamp.
            return BSONValue(type: 0x11, bytes: [pick([1, 2]), 0, 0, 0, pick([0, 1]), 0, 0, pick([0, 0xFF])])
        case 10: return BSONValue(type: pick([0x7F, 0xFF]), bytes: [])
        default: return binary()
        }
    }

    private mutating func binary() -> BSONValue {
        let data = (0..<pick([0, 1, 2, 3, 9])).map { _ in pick([0, 1, 2, 5, 0x80, 0xFF] as [UInt8]) }
        return BSONValue(type: 0x05, bytes: BSONValue.int32(Int32(data.count)).bytes + [pick([0, 4, 0x80])] + data)
    }

    package static let texts = ["", "a", "b", "ab", "A", "1", "0", "é", "É", "a\nb", "ba", "a b", "x\u{0}y", "🙂"]

    package static let dates: [Int64] = [
        0, -1, 1, 1_700_000_000_000, 951_782_400_000, -62_135_596_800_000, 1_709_251_199_999, 1_735_689_599_000,
    ]

    private static let decimals: [Decimal128] = [
        decimal(0, 0), decimal(0, 3, isNegative: true), decimal(1, 0), decimal(10, -1), decimal(15, -1), decimal(1, -1),
        decimal(1, 0, isNegative: true), decimal(2, 0), decimal(5, 0), decimal(1, 400), decimal(1, -400),
        decimal(9_007_199_254_740_993, 0), decimal(1_000_000_000_000_000_055_511_151_231_257_827, -34),
        decimal(1_000_000_000_000_000_055_511_151_231_257_828, -34),
        // NaN, both infinities.
        Decimal128(low: 0, high: 0x7C00_0000_0000_0000), Decimal128(low: 0, high: 0x7800_0000_0000_0000),
        Decimal128(low: 0, high: 0xF800_0000_0000_0000),
    ]

    private static func decimal(_ coefficient: UInt128, _ exponent: Int, isNegative: Bool = false) -> Decimal128 {
        let high = UInt64(truncatingIfNeeded: coefficient >> 64) | UInt64(exponent + 6176) << 49
        return Decimal128(low: UInt64(truncatingIfNeeded: coefficient), high: high | (isNegative ? 1 << 63 : 0))
    }
}
