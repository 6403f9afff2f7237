import AuditModel
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
    /// A text that a function accepts.
    case text(TextFormat.Reader)
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
            case .reader(let reader): self = .text(reader)
            }
        }
    }

    /// Asks about every present cell and marks those that break the constraint or leave it open.
    ///
    /// The constraint is looked at once, and not again at every cell.
    /// - Parameter found: a byte a cell; see ``RuleVerdict``.
    func ask(_ column: ColumnView, into found: UnsafeMutablePointer<UInt8>) {
        switch self {
        case .type(let allowed):
            allowed.withUnsafeBufferPointer { allowed in
                // One of 256 by a byte.
                ConstraintTest.each(column, found) { allowed[Int(column.tags[$0])] }
            }
        case .comparison(.number(let bound), let allowed):
            ConstraintTest.each(column, found) { cell in
                bound.order(column, cell).map { allowed.contains($0) } ?? false
            }
        case .comparison(let bound, let allowed):
            ConstraintTest.each(column, found) { cell in
                bound.order(column, cell).map { allowed.contains($0) } ?? false
            }
        case .membership(let members, let expected):
            members.withShortTexts { words in
                ConstraintTest.each(column, found) { members.contains(column, $0, words) == expected }
            }
        case .pattern(let pattern):
            ConstraintTest.each(column, found) { cell in
                guard let text = ConstraintTest.text(column, cell) else { return false }
                return pattern.occurs(in: text)
            }
        case .length(let range):
            ConstraintTest.each(column, found) { cell in
                ConstraintTest.length(column, cell).map { range.contains($0) } ?? false
            }
        case .text(let reader):
            ConstraintTest.each(column, found) { ConstraintTest.text(column, $0).map(reader) ?? false }
        case .undecidable:
            ConstraintTest.each(column, found) { _ in nil }
        }
    }

    /// Marks the present cells of which `holds` answers false or nil.
    @inline(__always)
    private static func each(
        _ column: ColumnView, _ found: UnsafeMutablePointer<UInt8>, _ holds: (Int) -> Bool?
    ) {
        for cell in 0..<column.count where column.isPresent(cell) {
            switch holds(cell) {
            case true?: break
            case false?: found[cell] |= RuleVerdict.broken
            case nil: found[cell] |= RuleVerdict.undecided
            }
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
}
