import AuditModel
import ScanEngine

/// A condition of a filter, compiled for columns: writes a ``Mark`` for every row.
class ColumnNode {
    func evaluate(_ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>) {}

    static func make(_ condition: FilterCondition, _ layout: inout ColumnLayout) -> ColumnNode {
        switch condition {
        case .always(let value): return ConstantColumnNode(value)
        case .all(let conditions):
            return conditions.isEmpty
                ? ConstantColumnNode(true) : JoinedColumnNode(conditions.map { make($0, &layout) }, isAll: true)
        case .any(let conditions):
            return JoinedColumnNode(conditions.map { make($0, &layout) }, isAll: false)
        case .not(let condition): return NotColumnNode(make(condition, &layout))
        case .field(let path, let test):
            return LeafColumnNode(path, test, &layout) ?? ValueColumnNode(path, test, &layout)
        case .expression, .schema: return DocumentColumnNode(Predicate.make(condition), &layout)
        }
    }
}

final class ConstantColumnNode: ColumnNode {
    private let mark: UInt8

    init(_ value: Bool) { mark = Mark.of(value) }

    override func evaluate(
        _ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>
    ) {
        marks.update(repeating: mark, count: batch.rows)
    }
}

/// `$and` and `$or`: the marks of all parts, bit by bit.
final class JoinedColumnNode: ColumnNode {
    private let parts: [ColumnNode]
    private let isAll: Bool
    /// The marks of one part; grows to the largest batch.
    private var scratch: [UInt8] = []

    init(_ parts: [ColumnNode], isAll: Bool) {
        self.parts = parts
        self.isAll = isAll
    }

    override func evaluate(
        _ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>
    ) {
        let rows = batch.rows
        if scratch.count < rows { scratch = [UInt8](repeating: 0, count: rows) }
        parts[0].evaluate(batch, from: first, into: marks)
        for part in parts.dropFirst() {
            scratch.withUnsafeMutableBufferPointer { buffer in
                guard let other = buffer.baseAddress else { return }
                part.evaluate(batch, from: first, into: other)
                if isAll {
                    for row in 0..<rows { marks[row] &= other[row] }
                } else {
                    for row in 0..<rows { marks[row] |= other[row] }
                }
            }
        }
    }
}

final class NotColumnNode: ColumnNode {
    private let part: ColumnNode

    init(_ part: ColumnNode) { self.part = part }

    override func evaluate(
        _ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>
    ) {
        part.evaluate(batch, from: first, into: marks)
        for row in 0..<batch.rows { marks[row] = Mark.inverse(marks[row]) }
    }
}

/// What looks at whole documents, one by one.
final class DocumentColumnNode: ColumnNode {
    private let predicate: Predicate
    private let column: Int

    init(_ predicate: Predicate, _ layout: inout ColumnLayout) {
        self.predicate = predicate
        column = layout.add(ColumnRequest(.document, need: .everything))
    }

    override func evaluate(
        _ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>
    ) {
        let documents = batch[first + column]
        for row in 0..<batch.rows {
            // Every row has its document: the column asks for everything.
            marks[row] = documents.bytes(at: row).map { Mark.of(predicate.test(document: $0)) } ?? Mark.undecided
        }
    }
}

/// A path that columns do not express, such as one through a place of an array: looked up in the value of its first key.
final class ValueColumnNode: ColumnNode {
    private let predicate: FieldPredicate
    private let column: Int
    private let scratch = CellScratch()

    init(_ path: QueryPath, _ test: ValueTest, _ layout: inout ColumnLayout) {
        predicate = FieldPredicate(path, test)
        column = layout.add(ColumnRequest(FieldPath(key: path.keys[0]), need: .everything))
    }

    override func evaluate(
        _ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>
    ) {
        let values = batch[first + column]
        for row in 0..<batch.rows {
            marks[row] = Mark.of(predicate.test(firstValue: scratch.value(values, row)))
        }
    }
}
