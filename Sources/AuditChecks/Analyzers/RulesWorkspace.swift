import AuditModel
import ScanEngine

/// The rules of one thread, ready to be asked, and what they found about the batch at hand.
package struct RulesWorkspace {
    /// A rule, and which columns of the batch are its own.
    private struct Judge {
        let rule: Rule
        let firstColumn: Int
        let mark: UInt8
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
            judges.append(Judge(rule: Rule(demand), firstColumn: firstColumn, mark: mark))
            firstColumn += count
        }
        self.judges = judges
        ids = firstColumn
        marks = documents.cleared(rows: 0)
    }

    mutating func begin(rows: Int) { marks = documents.cleared(rows: rows) }

    func judge(_ rule: Int, _ batch: borrowing BatchView, counting tally: inout RuleTally) {
        let judge = judges[rule]
        let found = verdicts.cleared(rows: batch.rows)
        let first = judge.firstColumn
        switch judge.rule {
        case .field(let rule): rule.judge(batch[first], rows: batch.rows, into: found, counting: &tally)
        case .pair(let pair): pair.judge(batch, from: first, into: found, counting: &tally)
        case .schema(let rule): rule.judge(batch[first], rows: batch.rows, into: found, counting: &tally)
        }
        var broken = 0
        var undecided = 0
        for row in 0..<batch.rows where found[row] != 0 {
            if found[row] & RuleVerdict.broken != 0 {
                broken &+= 1
                marks[row] |= judge.mark
            } else {
                undecided &+= 1
            }
        }
        if broken > 0 { note(judge, batch, found, in: &tally.examples) }
        tally.broken += Int64(broken)
        tally.undecided += Int64(undecided)
    }

    /// Offers the documents that broke a rule as examples, with the value that did where it is one certain value.
    private func note(
        _ judge: Judge, _ batch: borrowing BatchView, _ found: UnsafeMutablePointer<UInt8>,
        in examples: inout SmallestIDs
    ) {
        let ids = batch[ids]
        let column = batch[judge.firstColumn]
        var showsValue = false
        if case .field = judge.rule { showsValue = column.rowEnds == nil }
        for row in 0..<batch.rows where found[row] & RuleVerdict.broken != 0 {
            examples.offer(ids, row, value: showsValue && column.tags[row] != 0 ? (column, row) : nil)
        }
    }

    /// How many documents break a rule of severity error, and how many warnings only.
    func outcome(rows: Int) -> (invalid: Int64, warned: Int64) {
        var invalid = 0
        var warned = 0
        for row in 0..<rows {
            invalid &+= Int(marks[row] & RulesWorkspace.invalid)
            warned &+= marks[row] == RulesWorkspace.warned ? 1 : 0
        }
        return (Int64(invalid), Int64(warned))
    }
}
