/// MongoDB's total order of BSON values, the one of its sorts and of `$cmp`: first by class of types, within a class by value.
///
/// What no query language shows is part of it: documents compare element by element, first the class of types, then the key, then the
/// value; binary data by length, subtype, bytes; NaN is the smallest number and equal to itself.
/// Public, so that its members can be called from inlined code of other modules.
public enum BSONOrder {
    /// The place of a type's class in the order: types of the same class are compared by value.
    ///
    /// As the server numbers them (`canonicalizeBSONType`); an absent value is written as type 0 and sorts with undefined.
    package static func rank(_ type: UInt8) -> Int {
        switch type {
        case 0xFF: -1
        case 0x7F: 127
        case 0x00, 0x06: 0
        case 0x0A: 5
        case 0x01, 0x10, 0x12, 0x13: 10
        case 0x02, 0x0E: 15
        case 0x03: 20
        case 0x04: 25
        case 0x05: 30
        case 0x07: 35
        case 0x08: 40
        case 0x09: 45
        case 0x11: 47
        case 0x0B: 50
        case 0x0C: 55
        case 0x0D: 60
        case 0x0F: 65
        default: 126
        }
    }

    /// −1, 0 or 1 for a left value that is smaller, equal, larger than the right one.
    /// - Parameters:
    ///   - leftType: the type byte; `left` its value, of a length that was checked.
    package static func compare(
        _ leftType: UInt8, _ left: UnsafeRawBufferPointer, _ rightType: UInt8, _ right: UnsafeRawBufferPointer
    ) -> Int {
        compare(RawValue(type: leftType, bytes: left), RawValue(type: rightType, bytes: right))
    }

    /// −1, 0 or 1 for a left value that is smaller, equal, larger than the right one.
    @inlinable
    package static func compare(_ left: RawValue, _ right: RawValue) -> Int {
        compare(left, right, depth: 0)
    }

    /// A file can hold documents nested deeper than any server takes, and deeper than a thread's stack: those are equal from here on.
    private static let maximumDepth = 250

    @usableFromInline
    static func compare(_ left: RawValue, _ right: RawValue, depth: Int) -> Int {
        if left.type != right.type {
            let difference = rank(left.type) - rank(right.type)
            if difference != 0 { return difference.signum() }
        }
        switch left.type {
        case 0x01, 0x10, 0x12, 0x13: return compareNumbers(left, right)
        case 0x02, 0x0D, 0x0E: return compareBytes(left.text, right.text)
        case 0x03: return compareDocuments(left.bytes, right.bytes, byKey: true, depth: depth)
        case 0x04: return compareDocuments(left.bytes, right.bytes, byKey: false, depth: depth)
        case 0x05, 0x0C: return compareByLength(left.bytes, right.bytes)
        case 0x07: return compareBytes(left.bytes, right.bytes)
        case 0x08: return (Int(left.bytes[0]) - Int(right.bytes[0])).signum()
        case 0x09: return compare(Int64(bitPattern: left.bits), Int64(bitPattern: right.bits))
        case 0x11: return compare(left.bits, right.bits)
        // Pattern and options, each up to its NUL, which is smaller than every other byte: both parts compare as one text.
        case 0x0B: return compareBytes(left.bytes, right.bytes)
        case 0x0F: return compareScopedCode(left.bytes, right.bytes, depth: depth)
        default: return 0
        }
    }

    /// Numbers of any type, exactly; NaN is smaller than all others.
    /// - Precondition: both are numbers.
    package static func compareNumbers(_ left: RawValue, _ right: RawValue) -> Int {
        let isWhole = (left.type == 0x10 || left.type == 0x12, right.type == 0x10 || right.type == 0x12)
        if isWhole.0, isWhole.1 { return compare(left.integer, right.integer) }
        if left.type == 0x01, right.type == 0x01 { return compare(left.double, right.double) }
        if left.type == 0x01, isWhole.1 {
            let value = left.double
            return value.isNaN ? -1 : -ExactNumber.compare(right.integer, value)
        }
        if isWhole.0, right.type == 0x01 {
            let value = right.double
            return value.isNaN ? 1 : ExactNumber.compare(left.integer, value)
        }
        switch (left.number, right.number) {
        case (nil, nil): return 0
        case (nil, _): return -1
        case (_, nil): return 1
        case (.some(let a), .some(let b)): return a == b ? 0 : (a < b ? -1 : 1)
        }
    }

    /// Bytes one by one, a beginning before what it begins.
    package static func compareBytes(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        let common = min(left.count, right.count)
        var index = 0
        while index < common {
            if left[index] != right[index] { return left[index] < right[index] ? -1 : 1 }
            index &+= 1
        }
        return (left.count - right.count).signum()
    }

    private static func compare(_ left: Double, _ right: Double) -> Int {
        if left < right { return -1 }
        if left > right { return 1 }
        if left == right { return 0 }
        if left.isNaN { return right.isNaN ? 0 : -1 }
        return 1
    }

    private static func compare<Value: Comparable>(_ left: Value, _ right: Value) -> Int {
        left == right ? 0 : (left < right ? -1 : 1)
    }

    /// Binary data and pointers: their length and subtype lie before their bytes.
    private static func compareByLength(_ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer) -> Int {
        if left.count != right.count { return left.count < right.count ? -1 : 1 }
        return compareBytes(left, right)
    }

    private static func compareDocuments(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, byKey: Bool, depth: Int
    ) -> Int {
        guard depth < maximumDepth else { return 0 }
        var lefts = RawElements(left)
        var rights = RawElements(right)
        while true {
            switch (lefts.next(), rights.next()) {
            case (nil, nil): return 0
            case (nil, _): return -1
            case (_, nil): return 1
            case (.some(let a), .some(let b)):
                if byKey {
                    let difference = rank(a.value.type) - rank(b.value.type)
                    if difference != 0 { return difference.signum() }
                    let keys = compareBytes(a.key, b.key)
                    if keys != 0 { return keys }
                }
                let values = compare(a.value, b.value, depth: depth + 1)
                if values != 0 { return values }
            }
        }
    }

    /// The code, then the document beside it.
    private static func compareScopedCode(
        _ left: UnsafeRawBufferPointer, _ right: UnsafeRawBufferPointer, depth: Int
    ) -> Int {
        let parts = (scopedCode(left), scopedCode(right))
        let code = compareBytes(parts.0.code, parts.1.code)
        return code != 0 ? code : compareDocuments(parts.0.scope, parts.1.scope, byKey: true, depth: depth)
    }

    /// Both parts of a value of type 0x0F; a broken one has an empty scope.
    private static func scopedCode(
        _ bytes: UnsafeRawBufferPointer
    ) -> (code: UnsafeRawBufferPointer, scope: UnsafeRawBufferPointer) {
        let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
        do throws(BSONFault) {
            let length = try BSONBytes.textLength(bytes, at: 4, end: bytes.count)
            return (
                UnsafeRawBufferPointer(rebasing: bytes[8..<3 + length]),
                UnsafeRawBufferPointer(rebasing: bytes[(4 + length)...])
            )
        } catch {
            return (nothing, nothing)
        }
    }
}
