import AuditChecks
import AuditModel
import ScanEngine

@testable import SuiteFile

/// A kind with every sort of key, so that the language can be tested apart from what the checks compute.
struct ProbeKind: CheckKind {
    static let name = "probe"
    static let help = KindHelp(summary: "For tests.", keys: [], example: "- probe:\n    field: price")
    static let thresholdUnits: ThresholdUnits = { _ in [.percent, .documents] }
    static let anomalyUnits: [MeasurementUnit] = [.percent]

    let path: FieldPath
    let missingValues: MissingValues
    let thresholds: Thresholds
    let staleAfterSeconds: Int64?
    let isStrict: Bool
    let timeZone: String
    let unit = MeasurementUnit.percent

    static func decode(_ reader: MappingReader, in context: SuiteContext) -> ProbeKind? {
        let path = reader.requiredNode("field").flatMap { reader.path(of: $0) }
        let missingValues = reader.missingValues()
        let thresholds = reader.thresholds(thresholdUnits)
        let staleAfter = reader.durationSeconds("stale_after")
        let isStrict = reader.bool("strict") ?? false
        _ = reader.string("note")
        for node in reader.list("rules") ?? [] {
            guard let rule = MappingReader(node, subject: "a rule", log: reader.log) else { continue }
            _ = rule.requiredNode("field").flatMap { rule.path(of: $0) }
            _ = rule.node("in")
            rule.finish()
        }
        guard let path else { return nil }
        return ProbeKind(
            path: path, missingValues: context.missingValues.union(missingValues), thresholds: thresholds,
            staleAfterSeconds: staleAfter, isStrict: isStrict, timeZone: context.timeZone.identifier)
    }

    func analyzers(_ context: AnalysisContext) -> [any Analyzer] { [] }

    func evaluate(_ input: CheckInput) -> CheckOutcome {
        CheckOutcome(
            result: CheckResult(
                id: input.id, kind: Self.name, status: .notEvaluated, reason: Phrase("a probe measures nothing", nil),
                value: nil,
                unit: unit, thresholds: thresholds))
    }
}

/// A kind without keys of its own.
struct IdleKind: CheckKind {
    static let name = "idle"
    static let help = KindHelp(summary: "For tests.", keys: [], example: "- idle:")
    static let thresholdUnits: ThresholdUnits = { _ in [] }
    static let anomalyUnits: [MeasurementUnit] = []

    let unit = MeasurementUnit.percent
    let thresholds = Thresholds.none

    static func decode(_ reader: MappingReader, in context: SuiteContext) -> IdleKind? { IdleKind() }

    func analyzers(_ context: AnalysisContext) -> [any Analyzer] { [] }

    func evaluate(_ input: CheckInput) -> CheckOutcome {
        CheckOutcome(
            result: CheckResult(
                id: input.id, kind: Self.name, status: .notEvaluated,
                reason: Phrase("an idle check measures nothing", nil),
                value: nil, unit: unit, thresholds: thresholds))
    }
}

/// A time zone that is not known here.
struct UnknownZone: Error, CustomStringConvertible {
    let name: String
    var description: String { "there is no zone '\(name)'" }
}

extension SuiteLoader {
    /// Reads suites of the probe kinds; zones are Africa/Tunis at a fixed hour, and UTC.
    static func probing(_ environment: [String: String] = [:]) -> SuiteLoader {
        SuiteLoader(environment: environment, kinds: [ProbeKind.self, IdleKind.self]) { name in
            switch name {
            case "UTC": return .utc
            case "Africa/Tunis": return TimeZoneRules(identifier: name, transitions: [], offsets: [3600])
            default: throw UnknownZone(name: name)
            }
        }
    }

    /// Every issue of a text, as lines.
    func issues(of text: String, file: String = "s.yml") -> [String] {
        do throws(SuiteFileError) {
            _ = try load(text.utf8, file: file)
            return []
        } catch {
            return error.issues.map(\.description)
        }
    }
}
