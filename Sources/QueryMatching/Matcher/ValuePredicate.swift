import RawBSON

/// A test of one value, compiled. An absent value has type 0.
class ValuePredicate {
    func test(_ value: RawValue) -> Verdict { .undecided }

    static func make(_ test: ValueTest) -> ValuePredicate {
        switch test {
        case .comparison(let kind, let operand): ComparisonPredicate(kind, operand)
        case .member(let values, let patterns): MemberPredicate(values, patterns)
        case .exists: ExistsPredicate()
        case .type(let types): TypePredicate(types)
        case .pattern(let pattern): PatternPredicate(pattern)
        case .modulo(let divisor, let remainder): ModuloPredicate(divisor, remainder)
        case .bits(let test): BitsPredicate(test)
        case .size(let size): SizePredicate(size)
        case .elementPasses(let condition): ElementPredicate(condition)
        case .documentPasses(let condition): DocumentPredicate(condition)
        }
    }
}

/// Compares within a class of types only; null is equal to undefined and to nothing at all, and every value lies between minKey and maxKey.
final class ComparisonPredicate: ValuePredicate {
    private let kind: ComparisonOperator
    private let operand: BSONValue
    private let rank: Int
    private let isNaN: Bool

    init(_ kind: ComparisonOperator, _ operand: BSONValue) {
        self.kind = kind
        self.operand = operand
        rank = BSONOrder.rank(operand.type)
        isNaN = operand.withRaw(\.isNaN)
    }

    override func test(_ value: RawValue) -> Verdict {
        let other = BSONOrder.rank(value.type)
        guard other == rank else { return Verdict(acrossTypes(other)) }
        // NaN is equal to itself and in no order with other numbers.
        if isNaN || value.isNaN { return Verdict(isNaN && value.isNaN && kind.acceptsEqual) }
        return Verdict(kind.accepts(operand.withRaw { BSONOrder.compare(value, $0) }))
    }

    private func acrossTypes(_ other: Int) -> Bool {
        // Null against undefined or nothing.
        if other + rank == 5 { return kind.acceptsEqual }
        switch operand.type {
        case 0xFF: return kind == .greater || kind == .atLeast
        case 0x7F: return kind == .less || kind == .atMost
        default: return false
        }
    }
}

/// `$in`.
final class MemberPredicate: ValuePredicate {
    private let values: [BSONValue]
    private let patterns: [PatternPredicate]
    private let hasNull: Bool

    init(_ values: [BSONValue], _ patterns: [FilterPattern]) {
        self.values = values
        self.patterns = patterns.map { PatternPredicate($0) }
        hasNull = values.contains { $0.type == 0x0A }
    }

    override func test(_ value: RawValue) -> Verdict {
        // Null stands for undefined and for nothing at all.
        if value.type == 0 || value.type == 0x06 { return Verdict(hasNull) }
        if contains(value) { return .yes }
        var result = Verdict.no
        for pattern in patterns {
            switch pattern.test(value) {
            case .yes: return .yes
            case .undecided: result = .undecided
            case .no: break
            }
        }
        return result
    }

    /// A search by halves: the values are in order.
    private func contains(_ value: RawValue) -> Bool {
        var low = 0
        var high = values.count
        while low < high {
            let middle = (low + high) / 2
            let order = values[middle].withRaw { BSONOrder.compare(value, $0) }
            if order == 0 { return true }
            if order < 0 { high = middle } else { low = middle + 1 }
        }
        return false
    }
}

final class ExistsPredicate: ValuePredicate {
    override func test(_ value: RawValue) -> Verdict { Verdict(value.type != 0) }
}

final class TypePredicate: ValuePredicate {
    private let isWanted: [Bool]

    init(_ types: Set<UInt8>) { isWanted = (0...255).map { types.contains($0) } }

    override func test(_ value: RawValue) -> Verdict { Verdict(isWanted[Int(value.type)]) }
}

/// A regular expression on strings and symbols; one that is stored is matched by its like.
final class PatternPredicate: ValuePredicate {
    /// nil where there is not enough memory: then nothing is decided.
    private let expression: RegularExpression?
    private let same: BSONValue

    init(_ pattern: FilterPattern) {
        // Whether the pattern is good was found out when the filter was read.
        expression = try? RegularExpression(pattern.pattern, options: pattern.options)
        same = pattern.value
    }

    override func test(_ value: RawValue) -> Verdict {
        switch value.type {
        case 0x02, 0x0E: Verdict(occurs(in: value.text))
        case 0x0B: Verdict(same.withRaw { BSONOrder.compare(value, $0) == 0 })
        default: .no
        }
    }

    func occurs(in text: UnsafeRawBufferPointer) -> Bool? { expression.flatMap { $0.occurs(in: text) } }
}

final class ModuloPredicate: ValuePredicate {
    private let divisor: Int64
    private let remainder: Int64

    init(_ divisor: Int64, _ remainder: Int64) {
        self.divisor = divisor
        self.remainder = remainder
    }

    override func test(_ value: RawValue) -> Verdict {
        guard let number = value.truncated else { return .no }
        // The smallest long has no positive counterpart, so that −1 cannot divide it; the remainder is 0 as for all others.
        return Verdict((divisor == -1 ? 0 : number % divisor) == remainder)
    }
}

final class BitsPredicate: ValuePredicate {
    private let bits: BitTest

    init(_ test: BitTest) { bits = test }

    override func test(_ value: RawValue) -> Verdict {
        if value.type == 0x05 {
            let data = UnsafeRawBufferPointer(rebasing: value.bytes[5...])
            return Verdict(bits.passes { $0 >> 3 < data.count && data[$0 >> 3] >> UInt8($0 & 7) & 1 == 1 })
        }
        guard let number = value.type == 0x13 ? value.roundedDecimal : value.wholeNumber else { return .no }
        return Verdict(bits.passes { number >> Int64(min($0, 63)) & 1 == 1 })
    }
}

final class SizePredicate: ValuePredicate {
    private let size: Int64

    init(_ size: Int64) { self.size = size }

    override func test(_ value: RawValue) -> Verdict {
        guard value.type == 0x04 else { return .no }
        var elements = value.elements
        return Verdict(Int64(elements.count()) == size)
    }
}

/// `$elemMatch` with operators.
final class ElementPredicate: ValuePredicate {
    private let predicate: Predicate

    init(_ condition: FilterCondition) { predicate = Predicate.make(condition) }

    override func test(_ value: RawValue) -> Verdict {
        value.anyElement { predicate.test(value: $0) }
    }
}

/// `$elemMatch` with a filter.
final class DocumentPredicate: ValuePredicate {
    private let predicate: Predicate

    init(_ condition: FilterCondition) { predicate = Predicate.make(condition) }

    override func test(_ value: RawValue) -> Verdict {
        value.anyElement { element in
            element.type == 0x03 || element.type == 0x04 ? predicate.test(document: element.bytes) : .no
        }
    }
}

extension RawValue {
    /// Whether an element of an array passes; no for a value that is none.
    fileprivate func anyElement(_ test: (RawValue) -> Verdict) -> Verdict {
        guard type == 0x04 else { return .no }
        var result = Verdict.no
        var elements = elements
        while let (_, element) = elements.next() {
            switch test(element) {
            case .yes: return .yes
            case .undecided: result = .undecided
            case .no: break
            }
        }
        return result
    }
}
