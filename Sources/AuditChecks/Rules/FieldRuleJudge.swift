import ScanEngine

/// A field rule ready to be asked about batches by one thread.
struct FieldRuleJudge {
    private let tests: [ConstraintTest]
    private let required: Bool
    private let quantifier: CellQuantifier
    private let cells = RowFlags()

    init(_ rule: FieldRule) {
        tests = rule.constraints.map { ConstraintTest($0) }
        required = rule.required
        quantifier = rule.quantifier
    }

    /// Marks the rows of documents that break the rule or leave it open.
    func judge(
        _ column: ColumnView, rows: Int, into verdicts: UnsafeMutablePointer<UInt8>, counting tallies: RuleTallies
    ) {
        guard column.rowEnds != nil else {
            // A row is its cell, so that every quantifier says the same.
            judgeCells(column, into: verdicts)
            return
        }
        let found = cells.cleared(rows: column.count)
        judgeCells(column, into: found)
        switch quantifier {
        case .all: FieldRuleJudge.unite(column, rows, found, into: verdicts)
        case .any: findNone(column, rows, found, into: verdicts)
        case .each:
            FieldRuleJudge.unite(column, rows, found, into: verdicts)
            count(column, rows, found, into: tallies)
        }
    }

    private func judgeCells(_ column: ColumnView, into found: UnsafeMutablePointer<UInt8>) {
        for test in tests { test.ask(column, into: found) }
        guard required else { return }
        for cell in 0..<column.count where !column.isPresent(cell) { found[cell] |= RuleVerdict.broken }
    }

    /// What any cell of a row found.
    private static func unite(
        _ column: ColumnView, _ rows: Int, _ found: UnsafeMutablePointer<UInt8>,
        into verdicts: UnsafeMutablePointer<UInt8>
    ) {
        for row in 0..<rows {
            for cell in column.cells(ofRow: row) { verdicts[row] |= found[cell] }
        }
    }

    /// Broken where no present cell keeps to the rule; open where one might.
    private func findNone(
        _ column: ColumnView, _ rows: Int, _ found: UnsafeMutablePointer<UInt8>,
        into verdicts: UnsafeMutablePointer<UInt8>
    ) {
        for row in 0..<rows {
            var isBroken = required
            var isOpen = false
            var isKept = false
            for cell in column.cells(ofRow: row) where column.isPresent(cell) {
                if found[cell] & RuleVerdict.broken != 0 {
                    isBroken = true
                } else if found[cell] & RuleVerdict.undecided != 0 {
                    isOpen = true
                } else {
                    isKept = true
                }
            }
            if isKept { continue }
            verdicts[row] |= isOpen ? RuleVerdict.undecided : isBroken ? RuleVerdict.broken : 0
        }
    }

    private func count(
        _ column: ColumnView, _ rows: Int, _ found: UnsafeMutablePointer<UInt8>, into tallies: RuleTallies
    ) {
        for row in 0..<rows {
            var (broken, judged) = (0, 0)
            for cell in column.cells(ofRow: row) {
                broken &+= found[cell] & RuleVerdict.broken != 0 ? 1 : 0
                judged &+= required || column.isPresent(cell) ? 1 : 0
            }
            guard judged > 0 else { continue }
            tallies.update(row) { tally in
                tally.brokenCells += Int64(broken)
                tally.judgedCells += Int64(judged)
            }
        }
    }

    /// Marks the rows that have any cell, missing or not.
    static func findValues(_ column: ColumnView, rows: Int, into found: UnsafeMutablePointer<UInt8>) {
        for row in 0..<rows where column.cells(ofRow: row).contains(where: { column.tags[$0] != 0 }) {
            found[row] = RowVerdict.yes
        }
    }
}
