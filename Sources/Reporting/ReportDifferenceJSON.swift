import AuditModel
import Foundation

/// What changed between two reports, for programs: format version 1, documented in the README.
///
/// Keys may be added within a format version, never changed. A number that a report does not have is null, and so is a relative change
/// from 0.
package enum ReportDifferenceJSON {
    package static let formatVersion = 1

    /// The text, ending with a line break: keys in alphabetical order, English names, full numbers.
    package static func text(_ difference: ReportDifference) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        encoder.keyEncodingStrategy = .convertToSnakeCase
        encoder.nonConformingFloatEncodingStrategy = .convertToString(
            positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
        // Texts and numbers only, which always encode.
        return ((try? encoder.encode(Document(difference))).map { String(decoding: $0, as: UTF8.self) } ?? "{}") + "\n"
    }

    private struct Document: Encodable {
        let formatVersion = ReportDifferenceJSON.formatVersion
        let worse: Bool
        let better: Bool
        let sameSuite: Bool
        let sameCollection: Bool
        let old: Run
        let new: Run
        let verdict: Verdict
        let documents: Number
        let checks: [Check]
        let segments: [Segment]
        let facts: [Fact]
        let unchanged: Unchanged

        init(_ difference: ReportDifference) {
            worse = difference.isWorse
            better = difference.isBetter
            sameSuite = difference.isSameSuite
            sameCollection = difference.isSameCollection
            old = Run(difference.old)
            new = Run(difference.new)
            verdict = Verdict(
                old: difference.old.status, new: difference.new.status, change: difference.verdict)
            documents = Number(difference.documents)
            checks = (difference.checks + difference.segmentChecks).map(Check.init)
            segments = difference.segments.map(Segment.init)
            facts = difference.facts.map(Fact.init)
            unchanged = Unchanged(
                checks: difference.unchanged.checks, segmentChecks: difference.unchanged.segmentChecks)
        }
    }

    private struct Run: Encodable {
        let runId: String
        let suite: String
        let database: String
        let collection: String
        let now: Instant
        let status: RunStatus
        let durationSeconds: Double

        init(_ report: RunReport) {
            runId = report.runID
            suite = report.suite
            database = report.source.database
            collection = report.source.collection
            now = report.now
            status = report.status
            durationSeconds = report.durationSeconds
        }
    }

    private struct Verdict: Encodable {
        let old: RunStatus
        let new: RunStatus
        let change: ReportDifference.Direction
    }

    private struct Number: Encodable {
        let change: NumberChange
        /// Whether both are in the same unit.
        var isComparable = true

        init(_ change: NumberChange, isComparable: Bool = true) {
            self.change = change
            self.isComparable = isComparable
        }

        private enum Keys: String, CodingKey { case old, new, difference, relative }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(change.old, forKey: .old)
            try container.encode(change.new, forKey: .new)
            try container.encode(isComparable ? change.difference : nil, forKey: .difference)
            try container.encode(isComparable ? change.relative : nil, forKey: .relative)
        }
    }

    private struct Statuses: Encodable {
        let old: CheckStatus?
        let new: CheckStatus?

        private enum Keys: String, CodingKey { case old, new }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(old, forKey: .old)
            try container.encode(new, forKey: .new)
        }
    }

    private struct Check: Encodable {
        let check: CheckDifference

        init(_ check: CheckDifference) { self.check = check }

        private enum Keys: String, CodingKey {
            case id, kind, segment, presence, change, status, value, unit, thresholds, fields, rules
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(check.id, forKey: .id)
            try container.encode(check.shown.kind, forKey: .kind)
            try container.encode(check.segment, forKey: .segment)
            try container.encode(check.presence, forKey: .presence)
            try container.encode(check.direction, forKey: .change)
            try container.encode(Statuses(old: check.old?.status, new: check.new?.status), forKey: .status)
            try container.encode(Number(check.value, isComparable: check.isComparable), forKey: .value)
            try container.encode(check.shown.unit, forKey: .unit)
            try container.encode(check.thresholds.map(Bound.init), forKey: .thresholds)
            try container.encode(check.fields.map(Part.init), forKey: .fields)
            try container.encode(check.rules.map(Part.init), forKey: .rules)
        }
    }

    private struct Bound: Encodable {
        let threshold: ThresholdDifference

        init(_ threshold: ThresholdDifference) { self.threshold = threshold }

        private enum Keys: String, CodingKey { case bound, of, old, new, oldUnit, newUnit }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(threshold.bound, forKey: .bound)
            try container.encode(threshold.isOfAnomaly ? "anomaly" : "check", forKey: .of)
            try container.encode(threshold.old?.value, forKey: .old)
            try container.encode(threshold.old?.unit, forKey: .oldUnit)
            try container.encode(threshold.new?.value, forKey: .new)
            try container.encode(threshold.new?.unit, forKey: .newUnit)
        }
    }

    private struct Part: Encodable {
        let name: String
        let presence: Presence
        let status: Statuses
        let value: Number

        init(_ part: PartDifference) {
            name = part.name
            presence = part.presence
            status = Statuses(old: part.oldStatus, new: part.newStatus)
            value = Number(part.value)
        }
    }

    private struct Segment: Encodable {
        let segment: String
        let presence: Presence
        let documents: Number
        /// Ids of its checks that only one report has.
        let appeared: [String]
        let vanished: [String]

        init(_ segment: SegmentDifference) {
            self.segment = segment.segment
            presence = segment.presence
            documents = Number(segment.documents)
            appeared = segment.appeared.map(\.id)
            vanished = segment.vanished.map(\.id)
        }
    }

    private struct Fact: Encodable {
        let fact: FactDifference

        init(_ fact: FactDifference) { self.fact = fact }

        private enum Keys: String, CodingKey { case name, old, new }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Keys.self)
            try container.encode(fact.fact, forKey: .name)
            try encode(fact.old, .old, &container)
            try encode(fact.new, .new, &container)
        }

        private func encode(
            _ value: FactDifference.Value, _ key: Keys, _ container: inout KeyedEncodingContainer<Keys>
        ) throws {
            switch value {
            case .number(let number): try container.encode(number, forKey: key)
            case .text(let text): try container.encode(text, forKey: key)
            case .none: try container.encodeNil(forKey: key)
            }
        }
    }

    private struct Unchanged: Encodable {
        let checks: Int
        let segmentChecks: Int
    }
}
