import RawBSON

/// Operators on arrays.
enum ExpressionArrays {
    static func result(_ function: ExpressionFunction, _ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        switch function {
        case .size: .int32(Int32(truncatingIfNeeded: try array(values[0]).count))
        case .isIn:
            .bool(contains(try array(values[1]), values[0]))
        case .elementAt: try element(values[0], values[1])
        case .first: try end(values[0]) { $0.first }
        case .last: try end(values[0]) { $0.last }
        case .concatenateArrays: try concatenation(values)
        case .setIsSubset: .bool(isSubset(try array(values[0]), of: try array(values[1])))
        case .setEquals: .bool(try areEqual(values))
        case .anyElementTrue: .bool(try array(values[0]).contains { $0.withRaw(\.isTrue) })
        case .allElementsTrue: .bool(try array(values[0]).allSatisfy { $0.withRaw(\.isTrue) })
        case .minimum: extreme(values) { $0 < 0 }
        case .maximum: extreme(values) { $0 > 0 }
        case .sum: try sum(values)
        default: throw ExpressionFault()
        }
    }

    private static func array(_ value: BSONValue) throws(ExpressionFault) -> [BSONValue] {
        guard value.type == 0x04 else { throw ExpressionFault() }
        return value.arrayElements
    }

    private static func compare(_ left: BSONValue, _ right: BSONValue) -> Int {
        left.withRaw { left in right.withRaw { BSONOrder.compare(left, $0) } }
    }

    private static func contains(_ values: [BSONValue], _ value: BSONValue) -> Bool {
        values.contains { compare($0, value) == 0 }
    }

    private static func element(_ input: BSONValue, _ place: BSONValue) throws(ExpressionFault) -> BSONValue {
        if input.isNullish || place.isNullish { return .null }
        let elements = try array(input)
        guard let number = place.wholeNumber, let index = Int32(exactly: number).map({ Int($0) }) else {
            throw ExpressionFault()
        }
        let counted = index < 0 ? elements.count + index : index
        return elements.indices.contains(counted) ? elements[counted] : .absent
    }

    private static func end(
        _ input: BSONValue, _ pick: ([BSONValue]) -> BSONValue?
    ) throws(ExpressionFault) -> BSONValue {
        if input.isNullish { return .null }
        return pick(try array(input)) ?? .absent
    }

    private static func concatenation(_ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        var elements: [BSONValue] = []
        for value in values {
            if value.isNullish { return .null }
            elements += try array(value)
        }
        return .array(elements)
    }

    private static func isSubset(_ part: [BSONValue], of whole: [BSONValue]) -> Bool {
        part.allSatisfy { contains(whole, $0) }
    }

    private static func areEqual(_ values: [BSONValue]) throws(ExpressionFault) -> Bool {
        let first = try array(values[0])
        var isEqual = true
        for value in values.dropFirst() {
            let other = try array(value)
            isEqual = isEqual && isSubset(first, of: other) && isSubset(other, of: first)
        }
        return isEqual
    }

    /// Of one operand that is an array its elements count, else the operands.
    private static func parts(_ values: [BSONValue]) -> [BSONValue] {
        values.count == 1 && values[0].type == 0x04 ? values[0].arrayElements : values
    }

    private static func extreme(_ values: [BSONValue], _ isBetter: (Int) -> Bool) -> BSONValue {
        var best: BSONValue?
        for value in parts(values) where !value.isNullish {
            if best.map({ isBetter(compare(value, $0)) }) ?? true { best = value }
        }
        return best ?? .null
    }

    /// What is no number does not count.
    private static func sum(_ values: [BSONValue]) throws(ExpressionFault) -> BSONValue {
        let numbers = parts(values).filter { BSONType(rawValue: $0.type).isNumber }
        return try ExpressionArithmetic.result(.add, numbers)
    }
}
