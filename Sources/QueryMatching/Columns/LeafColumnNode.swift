import AuditModel
import Glibc
import RawBSON
import ScanEngine

/// A test of the values at a plain path `a.b`, decided from the cells of the path in one loop.
///
/// The cells do not look into arrays: for every step on the way there is a column that keeps arrays, and rows that have one there, or at the
/// end, are decided on its bytes.
final class LeafColumnNode: ColumnNode {
    private let predicate: FieldPredicate
    private let loop: CellLoop
    private let leaf: Int
    private let steps: Int
    /// The columns of `a`, `a.b` … on the way to the leaf.
    private let prefixes: [Int]
    private let looksIntoArrays: Bool

    /// nil for a path that columns do not express.
    init?(_ path: QueryPath, _ test: ValueTest, _ layout: inout ColumnLayout) {
        guard let paths = LeafColumnNode.paths(path) else { return nil }
        predicate = FieldPredicate(path, test)
        loop = CellLoop(test)
        steps = paths.count
        leaf = layout.add(ColumnRequest(paths[paths.count - 1], need: test.need))
        prefixes = paths.dropLast().map {
            layout.add(ColumnRequest($0, need: ColumnNeed(textBytes: 0, structures: false, arrays: true)))
        }
        looksIntoArrays = test.need.arrays
    }

    /// The path and what lies before it, shortest first.
    private static func paths(_ path: QueryPath) -> [FieldPath]? {
        let keys = path.keys
        guard !path.hasNumbers, !keys.contains(where: \.isEmpty) else { return nil }
        if keys.count == 1 { return [FieldPath(key: keys[0])] }
        var paths: [FieldPath] = []
        for count in 1...keys.count {
            guard let path = try? FieldPath(parsing: keys.prefix(count).joined(separator: ".")),
                path.steps == keys.prefix(count).map({ .key($0) })
            else { return nil }
            paths.append(path)
        }
        return paths
    }

    override func evaluate(
        _ batch: borrowing BatchView, from first: Int, into marks: UnsafeMutablePointer<UInt8>
    ) {
        let cells = batch[first + leaf]
        loop.evaluate(cells, rows: batch.rows, into: marks)
        if looksIntoArrays { decideArrays(cells, steps, batch.rows, marks) }
        // The array nearest to the root comes last: behind it nothing has a cell.
        for index in prefixes.indices.reversed() {
            decideArrays(batch[first + prefixes[index]], index + 1, batch.rows, marks)
        }
    }

    /// Decides the rows that have an array at the end of the first `next` steps.
    private func decideArrays(
        _ column: ColumnView, _ next: Int, _ rows: Int, _ marks: UnsafeMutablePointer<UInt8>
    ) {
        var row = 0
        while row < rows, let found = memchr(column.tags + row, 0x04, rows - row) {
            row = UnsafePointer(found.assumingMemoryBound(to: UInt8.self)) - column.tags
            if let bytes = column.bytes(at: row) {
                marks[row] = Mark.of(predicate.test(array: RawValue(type: 0x04, bytes: bytes), next: next))
            }
            row += 1
        }
    }
}

extension ValueTest {
    /// What a column must keep of values for this test.
    var need: ColumnNeed {
        switch self {
        case .exists: .presence
        case .type, .modulo, .size, .elementPasses, .documentPasses:
            ColumnNeed(textBytes: 0, structures: false, arrays: true)
        case .comparison(_, let operand): ValueTest.need([operand])
        case .member(let values, let patterns):
            ValueTest.need(values).union(patterns.isEmpty ? .presence : .everything)
        // Stored regular expressions can be equal to it.
        case .pattern: .everything
        case .bits: ColumnNeed(textBytes: 0, structures: true)
        }
    }

    private static func need(_ operands: [BSONValue]) -> ColumnNeed {
        var need = ColumnNeed(textBytes: 0, structures: false, arrays: true)
        for operand in operands {
            switch operand.type {
            case 0x02, 0x0D, 0x0E: need.textBytes = .max
            case 0x03, 0x05, 0x0B, 0x0C, 0x0F: need = need.union(.everything)
            default: break
            }
        }
        return need
    }
}
