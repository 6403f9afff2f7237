import Foundation
import RawBSON
import TestSupport
import Testing

@Suite struct ValidatorTests {
    /// A document with a value of every type, also nested.
    static let everyType: [UInt8] = {
        var inner = BSONBuilder()
        inner.string("text", "été 🙂")
        inner.int32("n", -1)
        var builder = BSONBuilder()
        builder.double("double", 1.5)
        builder.string("string", "")
        builder.document("document", inner)
        builder.array("array") { array in
            array.append { $0.int32($1, 1) }
            array.append { $0.document($1, inner) }
        }
        builder.binary("binary", subtype: 0, [1, 2, 3])
        builder.binary("old", subtype: 2, [2, 0, 0, 0, 7, 8])
        builder.undefined("undefined")
        builder.objectID("oid", Array(1...12))
        builder.bool("bool", true)
        builder.date("date", milliseconds: -1)
        builder.null("null")
        builder.raw("regex", type: 0x0B, Array("a.b".utf8) + [0] + Array("i".utf8) + [0])
        builder.raw("pointer", type: 0x0C, [2, 0, 0, 0, 0x78, 0] + Array(1...12))
        builder.raw("code", type: 0x0D, [2, 0, 0, 0, 0x78, 0])
        builder.raw("symbol", type: 0x0E, [2, 0, 0, 0, 0x78, 0])
        builder.raw("scoped", type: 0x0F, [15, 0, 0, 0, 2, 0, 0, 0, 0x78, 0, 5, 0, 0, 0, 0])
        builder.int32("int", 7)
        builder.timestamp("timestamp", seconds: 1, increment: 2)
        builder.int64("long", .min)
        builder.decimal128("decimal", coefficient: 15, exponent: -1)
        builder.raw("min", type: 0xFF, [])
        builder.raw("max", type: 0x7F, [])
        return builder.document
    }()

    static func validate(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try BSONValidator.validate($0) }
    }

    @Test func acceptsEveryType() throws {
        try Self.validate(Self.everyType)
    }

    @Test func refusesEveryTruncation() {
        // Exactly sized memory, so that AddressSanitizer sees a read beyond the end.
        for length in 0..<Self.everyType.count {
            #expect(throws: BSONFault.self) { try Self.validate(Array(Self.everyType.prefix(length))) }
        }
    }

    @Test func survivesEveryCorruption() {
        var refused = 0
        for place in Self.everyType.indices {
            for value in UInt8.min...UInt8.max {
                var broken = Self.everyType
                broken[place] = value
                do { try Self.validate(broken) } catch { refused += 1 }
            }
        }
        // Most bytes are payload, which may hold anything; the structural ones must be noticed.
        #expect(refused > 10_000)
    }

    @Test func refusesDeepNesting() {
        var document = BSONBuilder()
        for _ in 0..<201 {
            var outer = BSONBuilder()
            outer.document("a", document)
            document = outer
        }
        #expect(throws: BSONFault.self) { try Self.validate(document.document) }
    }
}

@Suite struct ElementTests {
    @Test func findsTypesKeysAndValues() throws {
        let bytes = ValidatorTests.everyType
        var keys: [String] = []
        var types: [String] = []
        try bytes.withUnsafeBytes { bytes in
            var elements = try BSONElements(bytes)
            while let element = try elements.next() {
                keys.append(String(decoding: bytes[element.key], as: UTF8.self))
                types.append(element.type.alias ?? "?")
            }
        }
        #expect(keys.prefix(4) == ["double", "string", "document", "array"])
        #expect(Set(types) == Set(BSONType.allAliases))
    }
}

@Suite struct ExactNumberTests {
    /// The canonical form of a decimal coefficient × 10^exponent.
    private func decimal(_ coefficient: UInt64, _ exponent: Int, negative: Bool = false) -> ExactNumber? {
        ExactNumber(
            Decimal128(low: coefficient, high: UInt64(exponent + 6176) << 49 | (negative ? 1 << 63 : 0)))
    }

    @Test func equalNumbersAreEqual() {
        #expect(decimal(100, -2) == .integer(1))
        #expect(ExactNumber(1.0) == .integer(1))
        #expect(ExactNumber(-0.0) == .integer(0))
        #expect(decimal(0, -5, negative: true) == .integer(0))
        #expect(decimal(5, -1) == ExactNumber(0.5))
        #expect(decimal(1, -1) != ExactNumber(0.1), "0.1 as a double is not a tenth")
        #expect(decimal(1, 3) == .integer(1000))
        #expect(decimal(9_223_372_036_854_775_808, 0, negative: true) == .integer(.min))
        #expect(decimal(9_223_372_036_854_775_808, 0) == ExactNumber(0x1p63))
        #expect(decimal(1, 22) == ExactNumber(1e22))
        #expect(decimal(1, 23) != ExactNumber(1e23), "1e23 as a double is not 10^23")
        #expect(ExactNumber(Decimal128(low: 0, high: 0x7800_0000_0000_0000)) == .double(.infinity))
        #expect(ExactNumber(Decimal128(low: 0, high: 0x7C00_0000_0000_0000)) == nil)
    }

    /// Foundation's Decimal compares exactly within 38 digits: an independent judge of the order.
    @Test func ordersLikeFoundationDecimal() {
        var random = SeededGenerator(seed: 7)
        for _ in 0..<20_000 {
            let exponents = [-3, -1, 0, 2]
            func pick() -> (ExactNumber, Decimal) {
                let value = Int64(random.next() % 2_000_001) - 1_000_000
                switch random.next() % 3 {
                case 0: return (.integer(value), Decimal(value))
                case 1:
                    // Halves and quarters are exact in both.
                    return (ExactNumber(Double(value) / 4), Decimal(value) / 4)
                default:
                    let exponent = exponents[Int(random.next() % 4)]
                    let number = decimal(value.magnitude, exponent, negative: value < 0)
                    let exact = Decimal(
                        sign: value < 0 ? .minus : .plus, exponent: exponent, significand: Decimal(value.magnitude))
                    return (number ?? .integer(0), exact)
                }
            }
            let (left, exactLeft) = pick()
            let (right, exactRight) = pick()
            #expect((left < right) == (exactLeft < exactRight))
            #expect((left == right) == (exactLeft == exactRight))
        }
    }

    @Test func comparesIntegersWithDoublesExactly() {
        let big = Int64(1) << 53
        #expect(ExactNumber.integer(big + 1) != ExactNumber(Double(big)))
        #expect(!(ExactNumber.integer(big + 1) < ExactNumber(Double(big))))
        #expect(ExactNumber(Double(big)) < .integer(big + 1))
        #expect(ExactNumber.integer(.max) < .double(0x1p63))
        #expect(ExactNumber.double(-.infinity) < .integer(.min))
        // A tenth as a double lies a little above a tenth.
        #expect((decimal(1, -1) ?? .integer(0)) < ExactNumber(0.1))
    }
}
