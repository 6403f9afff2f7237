package import AuditModel
package import ScanEngine

/// Judges the values of every document by field rules.
package struct RulesAnalyzer: Analyzer {
    package let rules: [FieldRule]
    package let missing: MissingValues

    package init(rules: [FieldRule], missing: MissingValues) {
        self.rules = rules
        self.missing = missing
    }

    package var columns: [ColumnRequest] {
        rules.map { rule in
            let need = rule.constraints.reduce(ColumnNeed.presence) { $0.union($1.need) }
            return ColumnRequest(rule.field, missing: missing, need: need)
        }
    }

    package func makeState() -> RulesState { RulesState(ruleCount: rules.count) }

    package func makeWorkspace() -> RulesWorkspace { RulesWorkspace(rules) }

    package func consume(
        _ batch: borrowing BatchView, into state: inout RulesState, using workspace: inout RulesWorkspace
    ) {
        workspace.begin(rows: batch.rows)
        for rule in rules.indices {
            let outcome = workspace.judge(rule, required: rules[rule].required, batch[rule], rows: batch.rows)
            state.broken[rule] += outcome.broken
            state.undecided[rule] += outcome.undecided
            if outcome.sawPath { state.sawPath[rule] = 1 }
        }
        state.invalidDocuments += workspace.invalidRows(of: batch.rows)
        state.documents += Int64(batch.rows)
    }
}

extension RuleConstraint {
    /// What a column must keep for the constraint to be asked.
    fileprivate var need: ColumnNeed {
        switch self {
        case .type: .presence
        case .greaterThan(let bound), .atLeast(let bound), .lessThan(let bound), .atMost(let bound): bound.need
        case .isIn(let values), .isNotIn(let values): values.reduce(.presence) { $0.union($1.need) }
        case .matches, .format: .text
        case .minimumLength, .maximumLength: .everything
        }
    }
}

extension ScalarValue {
    fileprivate var need: ColumnNeed {
        switch self {
        case .string, .timestamp: .text
        case .bool, .integer, .number: .presence
        }
    }
}

/// What ``RulesAnalyzer`` counts, by rule in the order of the check.
package struct RulesState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 1

    package var documents: Int64 = 0
    /// Documents that break at least one rule.
    package var invalidDocuments: Int64 = 0
    package var broken: [Int64]
    /// Documents that a rule gave up on: its pattern needed too many steps.
    package var undecided: [Int64]
    /// 1 when some document has the rule's field, missing or not.
    package var sawPath: [UInt8]

    init(ruleCount: Int) {
        broken = Array(repeating: 0, count: ruleCount)
        undecided = Array(repeating: 0, count: ruleCount)
        sawPath = Array(repeating: 0, count: ruleCount)
    }

    package mutating func merge(_ other: RulesState) {
        documents += other.documents
        invalidDocuments += other.invalidDocuments
        for rule in broken.indices {
            broken[rule] += other.broken[rule]
            undecided[rule] += other.undecided[rule]
            sawPath[rule] |= other.sawPath[rule]
        }
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(documents)
        writer.write(invalidDocuments)
        writer.write(broken)
        writer.write(undecided)
        writer.write(sawPath)
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        documents = try reader.read()
        invalidDocuments = try reader.read()
        broken = try reader.readArray()
        undecided = try reader.readArray()
        sawPath = try reader.readArray()
        guard broken.count == undecided.count, broken.count == sawPath.count else {
            throw StateFault(message: "an encoded rule state does not add up")
        }
    }
}

/// The compiled rules and row flags of one thread.
package struct RulesWorkspace {
    private let tests: [[ConstraintTest]]
    /// What the rule at hand found.
    private let flags = RowFlags()
    /// Whether any rule was broken.
    private let invalid = RowFlags()
    /// The flags of the batch at hand.
    private var isInvalid: UnsafeMutablePointer<UInt8>

    init(_ rules: [FieldRule]) {
        tests = rules.map { $0.constraints.map { ConstraintTest($0) } }
        isInvalid = invalid.cleared(rows: 0)
    }

    mutating func begin(rows: Int) { isInvalid = invalid.cleared(rows: rows) }

    func judge(
        _ rule: Int, required: Bool, _ column: ColumnView, rows: Int
    ) -> (broken: Int64, undecided: Int64, sawPath: Bool) {
        let found = flags.cleared(rows: rows)
        for test in tests[rule] { test.ask(column, rows: rows, into: found) }
        if required { RulesWorkspace.demandPresence(column, rows: rows, into: found) }
        var broken: Int64 = 0
        var undecided: Int64 = 0
        for row in 0..<rows where found[row] != 0 {
            if found[row] & ConstraintTest.brokenFlag != 0 {
                broken += 1
                isInvalid[row] = 1
            } else {
                undecided += 1
            }
        }
        return (broken, undecided, RulesWorkspace.hasAnyValue(column))
    }

    func invalidRows(of rows: Int) -> Int64 {
        var count = 0
        for row in 0..<rows { count &+= Int(isInvalid[row]) }
        return Int64(count)
    }

    private static func demandPresence(_ column: ColumnView, rows: Int, into found: UnsafeMutablePointer<UInt8>) {
        for row in 0..<rows {
            for cell in column.cells(ofRow: row) where !column.isPresent(cell) {
                found[row] |= ConstraintTest.brokenFlag
            }
        }
    }

    private static func hasAnyValue(_ column: ColumnView) -> Bool {
        for cell in 0..<column.count where column.tags[cell] != 0 { return true }
        return false
    }
}
