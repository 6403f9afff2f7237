package import QueryMatching
import ScanEngine

/// A rule on whole documents: those that `when` matches, all where it is left out, must match `expect`.
package struct ConditionPair: Hashable, Sendable {
    package let when: DocumentFilter?
    package let expect: DocumentFilter
    /// The paths of both that documents are expected to have.
    let watched: [DocumentFilter.WatchedPath]

    package init(when: DocumentFilter?, expect: DocumentFilter) {
        self.when = when
        self.expect = expect
        var watched = when?.watchedPaths ?? []
        for path in expect.watchedPaths where !watched.contains(path) { watched.append(path) }
        self.watched = watched
    }

    /// Those of `when`, of `expect`, and of each watched path, one after the other.
    var columns: [ColumnRequest] {
        (when?.columns ?? []) + expect.columns + watched.flatMap(\.exists.columns)
    }
}

/// A pair ready to be asked about batches by one thread.
struct ConditionPairJudge {
    private let when: FilterColumns?
    private let expect: FilterColumns
    /// The first column of `expect` among those of the pair.
    private let expectColumn: Int
    private let watched: [(exists: FilterColumns, column: Int)]
    private let whenVerdicts = RowFlags()
    private let otherVerdicts = RowFlags()

    init(_ pair: ConditionPair) {
        when = pair.when.map { FilterColumns($0) }
        expect = FilterColumns(pair.expect)
        expectColumn = pair.when?.columns.count ?? 0
        var column = expectColumn + pair.expect.columns.count
        watched = pair.watched.map { path in
            defer { column += path.exists.columns.count }
            return (FilterColumns(path.exists), column)
        }
    }

    /// Marks the rows of documents that break the rule or leave it open, and those that `when` matched.
    /// - Parameter first: the pair's first column in the batch.
    func judge(_ batch: borrowing BatchView, from first: Int, into verdicts: UnsafeMutablePointer<UInt8>) {
        let rows = batch.rows
        let keeps = otherVerdicts.cleared(rows: rows)
        expect.evaluate(batch, from: first + expectColumn, into: keeps)
        guard let when else {
            for row in 0..<rows { verdicts[row] = ConditionPairJudge.verdict(keeps[row]) }
            return
        }
        let applies = whenVerdicts.cleared(rows: rows)
        when.evaluate(batch, from: first, into: applies)
        for row in 0..<rows {
            switch applies[row] {
            case RowVerdict.yes: verdicts[row] = RuleVerdict.applied | ConditionPairJudge.verdict(keeps[row])
            case RowVerdict.no: break
            default: verdicts[row] = keeps[row] == RowVerdict.yes ? 0 : RuleVerdict.undecided
            }
        }
    }

    /// Marks the rows of documents that have a watched path.
    func find(
        _ path: Int, _ batch: borrowing BatchView, from first: Int, into found: UnsafeMutablePointer<UInt8>
    ) {
        watched[path].exists.evaluate(batch, from: first + watched[path].column, into: found)
    }

    /// What a rule makes of the verdict of `expect`.
    private static func verdict(_ keeps: UInt8) -> UInt8 {
        switch keeps {
        case RowVerdict.yes: 0
        case RowVerdict.no: RuleVerdict.broken
        default: RuleVerdict.undecided
        }
    }
}
