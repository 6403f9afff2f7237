/// A key of the suite language: its help and its part of the JSON Schema come from here, and a test compares with what decoding asks for.
package struct SuiteKey: Sendable {
    /// Keys that mean the same kind of thing share one entry.
    package let names: [String]
    /// One sentence, for help and editors.
    package let meaning: String
    package let shape: SuiteShape
    package let isRequired: Bool

    package init(_ names: String..., meaning: String, _ shape: SuiteShape, required: Bool = false) {
        self.names = names
        self.meaning = meaning
        self.shape = shape
        isRequired = required
    }

    /// `field`, in a mapping that is about one.
    package static func field(_ meaning: String) -> SuiteKey {
        SuiteKey("field", meaning: meaning, .path, required: true)
    }

    package static let missingValues = SuiteKey(
        "missing_values", meaning: "texts and numbers that count as missing besides the suite's own",
        .listOrOne(.anyOf([.string(), .number])))

    package static let sensitive = SuiteKey(
        "sensitive", meaning: "true: no output shows a value of the field, not even with --show-values", .flag)

    /// The thresholds that have a meaning, with their units.
    package static func thresholds(_ units: ThresholdUnits) -> [SuiteKey] {
        Thresholds.Bound.allCases.compactMap { bound in
            let allowed = units(bound)
            guard !allowed.isEmpty else { return nil }
            let level = bound.isFailure ? "fails" : "warns"
            let examples = allowed.map(\.example).joined(separator: " or ")
            return SuiteKey(
                bound.rawValue, meaning: "\(level) \(bound.isUpper ? "above" : "below") this: \(examples)",
                .anyOf(allowed.map(SuiteShape.init(threshold:))))
        }
    }
}

/// The units in which each threshold of something may be written; none: the threshold has no meaning there.
package typealias ThresholdUnits = @Sendable (Thresholds.Bound) -> [MeasurementUnit]

extension MeasurementUnit {
    /// A threshold in this unit, for messages.
    package var example: String {
        switch self {
        case .percent: "a percentage such as 95%"
        case .seconds: "a duration such as 24h"
        case .documents: "a number of documents such as 100"
        case .ratio, .scaledDeviations, .count, .unixTime: "a number such as 4"
        }
    }
}
