package import ScanEngine

/// What ``RulesAnalyzer`` counts.
package struct RulesState: AnalyzerState, Hashable {
    package static let formatVersion: UInt8 = 3

    package var documents: Int64 = 0
    /// Documents that break at least one rule of severity error.
    package var invalidDocuments: Int64 = 0
    /// Documents that break rules of severity warning only.
    package var documentsWithWarnings: Int64 = 0
    /// By rule, in the order of the check.
    package var tallies: [RuleTally]
    /// Watched paths that no document has had yet: 0 for most states from their first document on.
    var unseenPaths: Int

    init(_ demands: [RuleDemand]) {
        tallies = demands.map { RuleTally(paths: $0.watchedPaths.count, parts: $0.parts.count) }
        unseenPaths = tallies.reduce(0) { $0 + $1.seen.count }
    }

    package mutating func merge(_ other: RulesState) {
        documents += other.documents
        invalidDocuments += other.invalidDocuments
        documentsWithWarnings += other.documentsWithWarnings
        for rule in tallies.indices { tallies[rule].merge(other.tallies[rule]) }
        countUnseenPaths()
    }

    /// Counts a document that breaks a rule.
    /// - Parameter isInvalid: whether one of them is of severity error.
    @inline(__always)
    mutating func addMarked(_ isInvalid: Bool) {
        if isInvalid { invalidDocuments += 1 } else { documentsWithWarnings += 1 }
    }

    private mutating func countUnseenPaths() {
        unseenPaths = tallies.reduce(0) { sum, tally in tally.seen.reduce(sum) { $0 + ($1 == 0 ? 1 : 0) } }
    }

    /// Notes that some document has a watched path.
    mutating func see(_ path: Int, ofRule rule: Int) {
        guard tallies[rule].seen[path] == 0 else { return }
        tallies[rule].seen[path] = 1
        unseenPaths -= 1
    }

    package func encode(into writer: inout StateWriter) {
        writer.write(documents)
        writer.write(invalidDocuments)
        writer.write(documentsWithWarnings)
        writer.write(Int64(tallies.count))
        for tally in tallies { tally.encode(into: &writer) }
    }

    package init(from reader: inout StateReader) throws(StateFault) {
        documents = try reader.read()
        invalidDocuments = try reader.read()
        documentsWithWarnings = try reader.read()
        tallies = []
        unseenPaths = 0
        for _ in 0..<max(0, try reader.read(Int64.self)) { tallies.append(try RuleTally(from: &reader)) }
        countUnseenPaths()
    }
}

/// What is counted of one rule.
package struct RuleTally: Hashable, Sendable {
    /// Documents that break it.
    package var broken: Int64 = 0
    /// Documents that it gave up on: a pattern needed too many steps.
    package var undecided: Int64 = 0
    /// Cells that break it, and those that it judged; 0 for a rule that does not count cells.
    package var brokenCells: Int64 = 0
    package var judgedCells: Int64 = 0
    /// Documents that the `when` of a pair matched; 0 for a pair without.
    package var applied: Int64 = 0
    /// By watched path of the rule: 1 when some document has it, missing or not.
    package var seen: [UInt8]
    /// By part of the rule: documents that break it.
    package var parts: [Int64]
    /// Some of the documents that break it.
    package var examples = SmallestIDs()

    init(paths: Int, parts: Int) {
        seen = Array(repeating: 0, count: paths)
        self.parts = Array(repeating: 0, count: parts)
    }

    mutating func merge(_ other: RuleTally) {
        broken += other.broken
        undecided += other.undecided
        brokenCells += other.brokenCells
        judgedCells += other.judgedCells
        applied += other.applied
        examples.merge(other.examples)
        for path in seen.indices { seen[path] |= other.seen[path] }
        for part in parts.indices { parts[part] += other.parts[part] }
    }

    func encode(into writer: inout StateWriter) {
        for number in [broken, undecided, brokenCells, judgedCells, applied] { writer.write(number) }
        writer.write(seen)
        writer.write(parts)
        examples.encode(into: &writer)
    }

    init(from reader: inout StateReader) throws(StateFault) {
        broken = try reader.read()
        undecided = try reader.read()
        brokenCells = try reader.read()
        judgedCells = try reader.read()
        applied = try reader.read()
        seen = try reader.readArray()
        parts = try reader.readArray()
        examples = try SmallestIDs(from: &reader)
    }
}
