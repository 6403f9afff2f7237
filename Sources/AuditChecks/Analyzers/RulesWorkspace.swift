import AuditModel
import ScanEngine

/// The rules of one thread, ready to be asked, and what they found about the batch at hand.
package struct RulesWorkspace {
    /// A rule, and which columns of the batch are its own.
    private struct Judge {
        let rule: Rule
        let firstColumn: Int
        let mark: UInt8
        let watchedPaths: Int
        let isOfField: Bool
    }

    private enum Rule {
        case field(FieldRuleJudge)
        case pair(ConditionPairJudge)
        case schema(SchemaRuleJudge)

        init(_ demand: RuleDemand) {
            switch demand {
            case .field(let rule): self = .field(FieldRuleJudge(rule))
            case .pair(let pair): self = .pair(ConditionPairJudge(pair))
            case .schema(let rule): self = .schema(SchemaRuleJudge(rule))
            }
        }
    }

    /// Marks of a row.
    private static let invalid: UInt8 = 1
    private static let warned: UInt8 = 2

    private let judges: [Judge]
    /// The column of `_id`s, behind those of the rules.
    private let ids: Int
    /// What the rule at hand found.
    private let verdicts = RowFlags()
    /// What the rules made of each document.
    private let documents = RowFlags()
    /// The marks of the batch at hand.
    private var marks: UnsafeMutablePointer<UInt8>

    init(_ demands: [RuleDemand], _ severities: [RuleSeverity], columns: [Int]) {
        var firstColumn = 0
        var judges: [Judge] = []
        for ((demand, severity), count) in zip(zip(demands, severities), columns) {
            let mark = severity == .error ? RulesWorkspace.invalid : RulesWorkspace.warned
            var isOfField = false
            if case .field = demand { isOfField = true }
            judges.append(
                Judge(
                    rule: Rule(demand), firstColumn: firstColumn, mark: mark,
                    watchedPaths: demand.watchedPaths.count, isOfField: isOfField))
            firstColumn += count
        }
        self.judges = judges
        ids = firstColumn
        marks = documents.cleared(rows: 0)
    }

    mutating func begin(rows: Int) { marks = documents.cleared(rows: rows) }

    func judge(_ rule: Int, _ batch: borrowing BatchView, into tallies: RuleTallies) {
        let judge = judges[rule]
        let found = verdicts.cleared(rows: batch.rows)
        let first = judge.firstColumn
        switch judge.rule {
        case .field(let rule): rule.judge(batch[first], rows: batch.rows, into: found, counting: tallies)
        case .pair(let pair): pair.judge(batch, from: first, into: found)
        case .schema(let rule): rule.judge(batch[first], rows: batch.rows, into: found, counting: tallies)
        }
        if tallies.isOne {
            countTogether(judge, batch, found, into: tallies)
            return
        }
        for row in 0..<batch.rows where found[row] != 0 {
            tallies.update(row) { tally in
                if found[row] & RuleVerdict.applied != 0 { tally.applied += 1 }
                if found[row] & RuleVerdict.broken != 0 {
                    tally.broken += 1
                    marks[row] |= judge.mark
                    offer(row, judge, batch, to: &tally.examples)
                } else if found[row] & RuleVerdict.undecided != 0 {
                    tally.undecided += 1
                }
            }
        }
    }

    private func countTogether(
        _ judge: Judge, _ batch: borrowing BatchView, _ found: UnsafeMutablePointer<UInt8>, into tallies: RuleTallies
    ) {
        var (broken, undecided, applied) = (0, 0, 0)
        for row in 0..<batch.rows where found[row] != 0 {
            applied &+= found[row] & RuleVerdict.applied != 0 ? 1 : 0
            if found[row] & RuleVerdict.broken != 0 {
                broken &+= 1
                marks[row] |= judge.mark
            } else if found[row] & RuleVerdict.undecided != 0 {
                undecided &+= 1
            }
        }
        tallies.update(0) { tally in
            tally.broken += Int64(broken)
            tally.undecided += Int64(undecided)
            tally.applied += Int64(applied)
            guard broken > 0 else { return }
            for row in 0..<batch.rows where found[row] & RuleVerdict.broken != 0 {
                offer(row, judge, batch, to: &tally.examples)
            }
        }
    }

    /// Offers a document that broke a rule as example, with the value that did where it is one certain value.
    @inline(__always)
    private func offer(_ row: Int, _ judge: Judge, _ batch: borrowing BatchView, to examples: inout SmallestIDs) {
        let column = batch[judge.firstColumn]
        let showsValue = judge.isOfField && column.rowEnds == nil && column.tags[row] != 0
        examples.offer(batch[ids], row, value: showsValue ? (column, row) : nil)
    }

    /// Counts the documents, those that break a rule of severity error, and those that break warnings only.
    func countDocuments(_ batch: borrowing BatchView, into states: UnsafeMutablePointer<RulesState>) {
        guard batch.segments != nil else {
            states.pointee.documents += Int64(batch.rows)
            for row in 0..<batch.rows where marks[row] != 0 { states.pointee.addMarked(isInvalid(row)) }
            return
        }
        for row in 0..<batch.rows {
            let state = states + batch.segment(ofRow: row)
            state.pointee.documents += 1
            if marks[row] != 0 { state.pointee.addMarked(isInvalid(row)) }
        }
    }

    private func isInvalid(_ row: Int) -> Bool { marks[row] & RulesWorkspace.invalid != 0 }

    /// Looks for each path until a document has it, which nearly always is the first.
    func lookForPaths(_ batch: borrowing BatchView, in states: UnsafeMutablePointer<RulesState>) {
        let isLooking: Bool
        if batch.segments == nil {
            isLooking = states.pointee.unseenPaths > 0
        } else {
            isLooking = (0..<batch.rows).contains { states[batch.segment(ofRow: $0)].unseenPaths > 0 }
        }
        guard isLooking else { return }
        for (rule, judge) in judges.enumerated() {
            for path in 0..<judge.watchedPaths {
                let found = verdicts.cleared(rows: batch.rows)
                switch judge.rule {
                case .field: FieldRuleJudge.findValues(batch[judge.firstColumn], rows: batch.rows, into: found)
                case .pair(let pair): pair.find(path, batch, from: judge.firstColumn, into: found)
                case .schema: break
                }
                for row in 0..<batch.rows where found[row] == RowVerdict.yes {
                    let state = states + batch.segment(ofRow: row)
                    if state.pointee.unseenPaths > 0 { state.pointee.see(path, ofRule: rule) }
                }
            }
        }
    }
}
