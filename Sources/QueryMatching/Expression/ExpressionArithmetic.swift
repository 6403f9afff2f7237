import Glibc
import RawBSON

/// Arithmetic of ints, longs, doubles and dates, with the result types of the server.
enum ExpressionArithmetic {
    private enum Number {
        case int(Int64)
        case long(Int64)
        case double(Double)

        init(_ value: BSONValue) throws(ExpressionFault) {
            switch value.type {
            case 0x01: self = .double(value.withRaw(\.double))
            case 0x10: self = .int(value.withRaw(\.integer))
            case 0x12: self = .long(value.withRaw(\.integer))
            default: throw ExpressionFault()
            }
        }

        var double: Double {
            switch self {
            case .int(let value), .long(let value): Double(value)
            case .double(let value): value
            }
        }

        /// nil for a double.
        var whole: Int64? {
            switch self {
            case .int(let value), .long(let value): value
            case .double: nil
            }
        }

        var isInt: Bool { if case .int = self { true } else { false } }
    }

    static func result(_ function: ExpressionFunction, _ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        if values.contains(where: { $0.type == 0x13 }) { return try ExpressionDecimals.result(function, values) }
        return switch function {
        case .add: try sum(values)
        case .multiply: try product(values)
        case .subtract: try difference(values[0], values[1])
        case .divide, .modulo: try quotient(function, values[0], values[1])
        case .absolute, .floor, .ceiling, .round, .truncate: try unary(function, values[0])
        default: throw ExpressionFault()
        }
    }

    /// An int where it fits and all operands were ints, else a long.
    private static func whole(_ value: Int64, isInt: Bool) -> BSONValue {
        isInt ? Int32(exactly: value).map { .int32($0) } ?? .int64(value) : .int64(value)
    }

    private static func sum(_ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        var isInt = true
        var total: Int64 = 0
        var date: Int64?
        var doubles: [Double] = []
        for value in values {
            if value.isNullish { return .null }
            if value.type == 0x09 {
                guard date == nil else { throw ExpressionFault() }
                date = value.withRaw(\.integer)
                continue
            }
            let number = try Number(value)
            isInt = isInt && number.isInt
            guard let whole = number.whole else {
                doubles.append(number.double)
                continue
            }
            let (next, overflow) = total.addingReportingOverflow(whole)
            guard !overflow else { throw ExpressionFault() }
            total = next
        }
        if let date {
            guard doubles.isEmpty else { throw ExpressionFault() }
            let (moved, overflow) = date.addingReportingOverflow(total)
            guard !overflow else { throw ExpressionFault() }
            return .date(moved)
        }
        guard let first = doubles.first else { return whole(total, isInt: isInt) }
        // The server begins with 0, so that −0 is none.
        if values.count == 1 { return .double(0 + first) }
        // The server adds with more digits than a double has: of two numbers the rounded sum is the same, and a whole one that a double holds is one.
        guard values.count == 2, total.magnitude <= 1 << 53 else { throw ExpressionFault() }
        return .double(0 + first + (doubles.count == 2 ? doubles[1] : Double(total)))
    }

    private static func product(_ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        var isInt = true
        var isDouble = false
        var wholeProduct: Int64 = 1
        var doubleProduct = 1.0
        for value in values {
            if value.isNullish { return .null }
            let number = try Number(value)
            isInt = isInt && number.isInt
            doubleProduct *= number.double
            if let whole = number.whole {
                let (next, overflow) = wholeProduct.multipliedReportingOverflow(by: whole)
                isDouble = isDouble || overflow
                wholeProduct = next
            } else {
                isDouble = true
            }
        }
        return isDouble ? .double(doubleProduct) : whole(wholeProduct, isInt: isInt)
    }

    private static func difference(_ left: BSONValue, _ right: BSONValue) throws(ExpressionFault) -> BSONValue {
        if left.isNullish || right.isNullish { return .null }
        if left.type == 0x09 {
            let subtrahend: Int64
            if right.type == 0x09 {
                subtrahend = right.withRaw(\.integer)
            } else {
                guard let whole = try Number(right).whole else { throw ExpressionFault() }
                subtrahend = whole
            }
            let (moved, overflow) = left.withRaw(\.integer).subtractingReportingOverflow(subtrahend)
            guard !overflow else { throw ExpressionFault() }
            return right.type == 0x09 ? .int64(moved) : .date(moved)
        }
        let (a, b) = (try Number(left), try Number(right))
        guard let minuend = a.whole, let subtrahend = b.whole else { return .double(a.double - b.double) }
        let (value, overflow) = minuend.subtractingReportingOverflow(subtrahend)
        guard !overflow else { throw ExpressionFault() }
        return whole(value, isInt: a.isInt && b.isInt)
    }

    private static func quotient(
        _ function: ExpressionFunction, _ left: BSONValue, _ right: BSONValue
    ) throws(ExpressionFault) -> BSONValue {
        // Two numbers are looked at before anything that is null.
        if BSONType(rawValue: left.type).isNumber, BSONType(rawValue: right.type).isNumber {
            let (a, b) = (try Number(left), try Number(right))
            guard b.double != 0 else { throw ExpressionFault() }
            if function == .divide { return .double(a.double / b.double) }
            // A double counts as the int that it is.
            let int = b.whole == nil ? Int32(exactly: b.double).map { Int64($0) } : nil
            guard let dividend = a.whole, let divisor = b.whole ?? int else {
                return .double(fmod(a.double, b.double))
            }
            return whole(divisor == -1 ? 0 : dividend % divisor, isInt: a.isInt && (b.isInt || int != nil))
        }
        if left.isNullish || right.isNullish { return .null }
        throw ExpressionFault()
    }

    private static func unary(_ function: ExpressionFunction, _ value: BSONValue) throws(ExpressionFault) -> BSONValue {
        if value.isNullish { return .null }
        let number = try Number(value)
        guard let whole = number.whole else {
            let double = number.double
            switch function {
            case .absolute: return .double(double.magnitude)
            case .floor: return .double(double.rounded(.down))
            case .ceiling: return .double(double.rounded(.up))
            case .round: return .double(double.rounded(.toNearestOrEven))
            default: return .double(double.rounded(.towardZero))
            }
        }
        guard function == .absolute else { return value }
        guard whole != .min else { throw ExpressionFault() }
        return self.whole(abs(whole), isInt: number.isInt)
    }
}
