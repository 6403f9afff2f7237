import AuditModel
import Glibc
import QueryMatching
import ScanEngine

/// A constraint ready to be asked about cells by one thread.
enum ConstraintTest {
    /// True by type byte.
    case type([Bool])
    /// A comparison with a bound, and which orders keep to it.
    case comparison(CellComparand, allowed: ClosedRange<Int>)
    case membership(MemberSet, expected: Bool)
    case pattern(RegularExpression)
    case length(ClosedRange<Int>)
    case day
    case instant
    case ean13
    case ipv6
    /// A pattern that could not be compiled for want of memory: never silently true.
    case undecidable

    /// Every constraint was checked when the suite was read: a pattern that compiled then compiles now, unless memory runs out.
    init(_ constraint: RuleConstraint) {
        switch constraint {
        case .type(let types):
            self = .type((0..<256).map { types.contains(UInt8($0)) })
        case .greaterThan(let bound):
            self = .comparison(CellComparand(bound), allowed: 1...1)
        case .atLeast(let bound):
            self = .comparison(CellComparand(bound), allowed: 0...1)
        case .lessThan(let bound):
            self = .comparison(CellComparand(bound), allowed: -1 ... -1)
        case .atMost(let bound):
            self = .comparison(CellComparand(bound), allowed: -1...0)
        case .isIn(let values):
            self = .membership(MemberSet(values), expected: true)
        case .isNotIn(let values):
            self = .membership(MemberSet(values), expected: false)
        case .matches(let pattern):
            self = (try? RegularExpression(pattern)).map { .pattern($0) } ?? .undecidable
        case .minimumLength(let length):
            self = .length(length...Int.max)
        case .maximumLength(let length):
            self = .length(0...length)
        case .format(let format):
            switch format.test {
            case .pattern(let pattern):
                self = (try? RegularExpression(pattern)).map { .pattern($0) } ?? .undecidable
            case .codes(let codes): self = .membership(MemberSet(codes.map { .string($0) }), expected: true)
            case .day: self = .day
            case .instant: self = .instant
            case .ean13: self = .ean13
            case .ipv6: self = .ipv6
            }
        }
    }

    static let brokenFlag: UInt8 = 1
    static let undecidedFlag: UInt8 = 2

    /// Asks about every present cell and marks the rows of those that break the constraint or leave it open.
    ///
    /// The constraint is looked at once, and not again at every cell: those that nearly every suite has get a loop of their own.
    func ask(_ column: ColumnView, rows: Int, into found: UnsafeMutablePointer<UInt8>) {
        switch self {
        case .type(let allowed):
            allowed.withUnsafeBufferPointer { allowed in
                // One of 256 by a byte.
                ConstraintTest.each(column, rows, found) { allowed[Int(column.tags[$0])] }
            }
        case .comparison(.number(let bound), let allowed):
            ConstraintTest.each(column, rows, found) { cell in
                bound.order(column, cell).map { allowed.contains($0) } ?? false
            }
        case .membership(let members, let expected):
            members.withShortTexts { words in
                ConstraintTest.each(column, rows, found) { cell in
                    members.contains(column, cell, words) == expected
                }
            }
        case .pattern(let pattern):
            ConstraintTest.each(column, rows, found) { cell in
                guard let text = ConstraintTest.text(column, cell) else { return false }
                return pattern.occurs(in: text)
            }
        default:
            ConstraintTest.each(column, rows, found) { holds(column, $0) }
        }
    }

    /// Marks the rows of present cells of which `holds` answers false or nil.
    @inline(__always)
    private static func each(
        _ column: ColumnView, _ rows: Int, _ found: UnsafeMutablePointer<UInt8>, _ holds: (Int) -> Bool?
    ) {
        @inline(__always)
        func ask(_ cell: Int, _ row: Int) {
            guard column.isPresent(cell) else { return }
            switch holds(cell) {
            case true?: break
            case false?: found[row] |= brokenFlag
            case nil: found[row] |= undecidedFlag
            }
        }
        if column.rowEnds == nil {
            for row in 0..<rows { ask(row, row) }
        } else {
            for row in 0..<rows {
                for cell in column.cells(ofRow: row) { ask(cell, row) }
            }
        }
    }

    /// Whether a present cell keeps to the constraint; nil when it could not be decided.
    private func holds(_ column: ColumnView, _ cell: Int) -> Bool? {
        switch self {
        case .type(let allowed):
            return allowed[Int(column.tags[cell])]
        case .comparison(let bound, let allowed):
            guard let order = bound.order(column, cell) else { return false }
            return allowed.contains(order)
        case .membership(let members, let expected):
            return members.withShortTexts { members.contains(column, cell, $0) == expected }
        case .pattern(let pattern):
            guard let text = ConstraintTest.text(column, cell) else { return false }
            return pattern.occurs(in: text)
        case .length(let range):
            return ConstraintTest.length(column, cell).map { range.contains($0) } ?? false
        case .day:
            guard let text = ConstraintTest.text(column, cell) else { return false }
            return TimestampText.parse(text).map { !$0.hasTime } ?? false
        case .instant:
            guard let text = ConstraintTest.text(column, cell) else { return false }
            return TimestampText.parse(text)?.hasTime ?? false
        case .ean13:
            return ConstraintTest.text(column, cell).map(ConstraintTest.isEAN13) ?? false
        case .ipv6:
            return ConstraintTest.text(column, cell).map(ConstraintTest.isIPv6) ?? false
        case .undecidable:
            return nil
        }
    }

    private static func text(_ column: ColumnView, _ cell: Int) -> UnsafeRawBufferPointer? {
        column.tags[cell] == 0x02 || column.tags[cell] == 0x0E ? column.bytes(at: cell) : nil
    }

    /// Code points of a text (bytes that do not continue one), elements of an array; nil for every other type.
    private static func length(_ column: ColumnView, _ cell: Int) -> Int? {
        if let text = text(column, cell) {
            var count = 0
            for byte in text where byte & 0xC0 != 0x80 { count += 1 }
            return count
        }
        guard column.tags[cell] == 0x04, let bytes = column.bytes(at: cell) else { return nil }
        return ArrayElements.count(bytes)
    }

    /// The C library knows the grammar; the longest address has 45 characters.
    private static func isIPv6(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count <= 45, !text.contains(0) else { return false }
        var address = in6_addr()
        return withUnsafeTemporaryAllocation(byteCount: 46, alignment: 1) { buffer in
            buffer.copyMemory(from: text)
            buffer[text.count] = 0
            return inet_pton(AF_INET6, buffer.baseAddress, &address) == 1
        }
    }

    private static func isEAN13(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count == 13, text.allSatisfy({ (0x30...0x39).contains($0) }) else { return false }
        let sum = text.enumerated().reduce(0) { $0 + Int($1.element - 0x30) * ($1.offset % 2 == 0 ? 1 : 3) }
        return sum % 10 == 0
    }
}
