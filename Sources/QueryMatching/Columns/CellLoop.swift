import Glibc
import RawBSON
import ScanEngine

/// The loop of one test over the cells of a column. Arrays are left to the caller.
final class CellLoop {
    /// Tests with a loop of their own; all others go through values.
    private enum Kind {
        case number(ComparisonOperator, Double, BSONValue)
        case equalText([UInt8])
        /// Texts of at most eight bytes, by length and as numbers.
        case shortTexts([(count: Int, word: UInt64)])
        case texts([[UInt8]])
        case date(ComparisonOperator, Int64)
        case bool(UInt64)
        case null
        case exists
        case types
        case pattern(PatternPredicate)
        case value
    }

    private let kind: Kind
    private let predicate: ValuePredicate
    private let isWanted: [Bool]
    private let scratch = CellScratch()

    init(_ test: ValueTest) {
        let predicate = ValuePredicate.make(test)
        self.predicate = predicate
        kind = CellLoop.kind(test, predicate)
        if case .type(let types) = test { isWanted = (0...255).map { types.contains($0) } } else { isWanted = [] }
    }

    private static func kind(_ test: ValueTest, _ predicate: ValuePredicate) -> Kind {
        switch test {
        case .exists: return .exists
        case .type: return .types
        case .pattern: return (predicate as? PatternPredicate).map { .pattern($0) } ?? .value
        case .comparison(let comparison, let operand): return kind(comparison, operand)
        case .member(let values, let patterns):
            guard patterns.isEmpty, values.count <= 32, values.allSatisfy({ $0.type == 0x02 || $0.type == 0x0E }) else {
                return .value
            }
            return shortTexts(values) ?? .texts(values.map(text))
        case .modulo, .bits, .size, .elementPasses, .documentPasses: return .value
        }
    }

    private static func kind(_ comparison: ComparisonOperator, _ operand: BSONValue) -> Kind {
        operand.withRaw { value in
            switch value.type {
            case 0x01, 0x10, 0x12, 0x13:
                // Whole numbers below 2^53 compare with doubles and ints as doubles.
                switch value.number {
                case .integer(let whole)? where whole.magnitude < 1 << 53:
                    return .number(comparison, Double(whole), operand)
                case .double(let double)?: return .number(comparison, double, operand)
                default: return .value
                }
            case 0x02 where comparison == .equal, 0x0E where comparison == .equal:
                return shortTexts([operand]) ?? .equalText(text(operand))
            case 0x09: return .date(comparison, value.integer)
            case 0x08 where comparison == .equal: return .bool(value.bytes[0] == 0 ? 0 : 1)
            case 0x0A where comparison.acceptsEqual: return .null
            default: return .value
            }
        }
    }

    /// nil when one of the texts is longer.
    private static func shortTexts(_ values: [BSONValue]) -> Kind? {
        let texts = values.map(text)
        guard texts.allSatisfy({ $0.count <= 8 }) else { return nil }
        return .shortTexts(
            texts.map { text in (text.count, text.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }) })
    }

    private static func text(_ value: BSONValue) -> [UInt8] { value.withRaw { Array($0.text) } }

    func evaluate(_ column: ColumnView, rows: Int, into marks: UnsafeMutablePointer<UInt8>) {
        let tags = column.tags
        switch kind {
        case .number(let comparison, let bound, _):
            numbers(column, comparison, bound, rows, marks)
        case .shortTexts(let texts):
            texts.withUnsafeBufferPointer { texts in
                for row in 0..<rows { marks[row] = Mark.of(CellLoop.isOne(of: texts, column, row)) }
            }
        case .equalText(let text):
            for row in 0..<rows { marks[row] = Mark.of(CellLoop.isText(column, row, text)) }
        case .texts(let texts):
            for row in 0..<rows {
                marks[row] = Mark.of(
                    (tags[row] == 0x02 || tags[row] == 0x0E) && texts.contains { CellLoop.isText(column, row, $0) })
            }
        case .date(let comparison, let bound):
            for row in 0..<rows {
                let value = Int64(bitPattern: column.payloads[row])
                let order = value < bound ? -1 : (value > bound ? 1 : 0)
                marks[row] = Mark.of(tags[row] == 0x09 && comparison.accepts(order))
            }
        case .bool(let bound):
            for row in 0..<rows { marks[row] = Mark.of(tags[row] == 0x08 && column.payloads[row] == bound) }
        case .null:
            for row in 0..<rows { marks[row] = Mark.of(tags[row] == 0x0A || tags[row] == 0x06 || tags[row] == 0) }
        case .exists:
            for row in 0..<rows { marks[row] = Mark.of(tags[row] != 0) }
        case .types:
            for row in 0..<rows { marks[row] = Mark.of(isWanted[Int(tags[row])]) }
        case .pattern(let pattern):
            for row in 0..<rows {
                if tags[row] == 0x02 || tags[row] == 0x0E, let text = column.bytes(at: row) {
                    marks[row] = Mark.of(Verdict(pattern.occurs(in: text)))
                } else {
                    marks[row] = value(column, row)
                }
            }
        case .value:
            for row in 0..<rows { marks[row] = value(column, row) }
        }
    }

    /// One cell through its value.
    private func value(_ column: ColumnView, _ row: Int) -> UInt8 {
        Mark.of(predicate.test(scratch.value(column, row)))
    }

    @inline(__always)
    private func numbers(
        _ column: ColumnView, _ comparison: ComparisonOperator, _ bound: Double, _ rows: Int,
        _ marks: UnsafeMutablePointer<UInt8>
    ) {
        for row in 0..<rows {
            let number: Double
            switch column.tags[row] {
            case 0x01: number = Double(bitPattern: column.payloads[row])
            case 0x10: number = Double(Int64(bitPattern: column.payloads[row]))
            case 0x12, 0x13:
                marks[row] = value(column, row)
                continue
            default:
                marks[row] = Mark.no
                continue
            }
            // NaN fulfils none of these.
            let isFulfilled: Bool
            switch comparison {
            case .equal: isFulfilled = number == bound
            case .less: isFulfilled = number < bound
            case .atMost: isFulfilled = number <= bound
            case .greater: isFulfilled = number > bound
            case .atLeast: isFulfilled = number >= bound
            }
            marks[row] = Mark.of(isFulfilled)
        }
    }

    @inline(__always)
    private static func isOne(
        of texts: UnsafeBufferPointer<(count: Int, word: UInt64)>, _ column: ColumnView, _ row: Int
    ) -> Bool {
        guard column.tags[row] == 0x02 || column.tags[row] == 0x0E, let word = column.word(at: row) else {
            return false
        }
        let count = column.byteCount(at: row)
        // Lengths as well: a text may end in zero characters.
        for text in texts where text.word == word && text.count == count { return true }
        return false
    }

    @inline(__always)
    private static func isText(_ column: ColumnView, _ row: Int, _ text: [UInt8]) -> Bool {
        guard column.tags[row] == 0x02 || column.tags[row] == 0x0E, column.byteCount(at: row) == text.count,
            let bytes = column.bytes(at: row)
        else { return false }
        return text.isEmpty || memcmp(bytes.baseAddress.unsafelyUnwrapped, text, text.count) == 0
    }
}
