import Glibc
import RawBSON

/// `$round` and `$trunc` to a place.
enum ExpressionRounding {
    /// - Parameter place: digits behind the point, negative ones before it.
    static func result(
        _ value: BSONValue, place: BSONValue, truncates: Bool
    ) throws(ExpressionFault) -> BSONValue {
        if value.isNullish || place.isNullish { return .null }
        guard let whole = place.wholeNumber, (-20...100).contains(whole) else { throw ExpressionFault() }
        switch value.type {
        case 0x10, 0x12: return try integer(value, place: Int(whole), truncates)
        case 0x01: return .double(double(value.withRaw(\.double), place: Int(whole), truncates))
        default: throw ExpressionFault()
        }
    }

    private static func integer(_ value: BSONValue, place: Int, _ truncates: Bool) throws(ExpressionFault) -> BSONValue
    {
        if place >= 0 { return value }
        let number = value.withRaw(\.integer)
        let rounded = cut(UInt128(number.magnitude), digits: -place, truncates)
        guard let magnitude = Int128(exactly: rounded), let result = Int64(exactly: number < 0 ? -magnitude : magnitude)
        else { throw ExpressionFault() }
        return value.type == 0x10 ? Int32(exactly: result).map { .int32($0) } ?? .int64(result) : .int64(result)
    }

    /// The server makes a decimal of 34 digits of a double, and rounds that.
    private static func double(_ value: Double, place: Int, _ truncates: Bool) -> Double {
        guard value.isFinite, value != 0 else { return value }
        let text = ExpressionTexts.printed("%.33e", value.magnitude)
        let parts = text.split(separator: "e")
        guard parts.count == 2, let power = Int(parts[1]),
            let digits = UInt128(String(parts[0].filter { $0 != "." }))
        else { return value }
        let exponent = power - 33
        let surplus = -place - exponent
        guard surplus > 0 else { return value }
        let rounded = cut(digits, digits: surplus, truncates)
        let magnitude = strtod("\(rounded)e\(exponent)", nil)
        return value < 0 ? -magnitude : magnitude
    }

    /// The number with so many of its last digits made zeros; halves go to the even neighbour.
    private static func cut(_ number: UInt128, digits: Int, _ truncates: Bool) -> UInt128 {
        // A number of 34 digits is less than half of that.
        guard digits <= 35 else { return 0 }
        let unit = (0..<digits).reduce(UInt128(1)) { power, _ in power * 10 }
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: unit)
        let isUp = !truncates && (rest > unit - rest || (rest == unit - rest && quotient & 1 == 1))
        return (quotient + (isUp ? 1 : 0)) * unit
    }
}
