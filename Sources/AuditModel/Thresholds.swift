/// The bounds of a check; a value equal to a bound passes.
package struct Thresholds: Hashable, Sendable {
    package var warnBelow: Threshold?
    package var failBelow: Threshold?
    package var warnAbove: Threshold?
    package var failAbove: Threshold?

    package init(
        warnBelow: Threshold? = nil, failBelow: Threshold? = nil, warnAbove: Threshold? = nil,
        failAbove: Threshold? = nil
    ) {
        self.warnBelow = warnBelow
        self.failBelow = failBelow
        self.warnAbove = warnAbove
        self.failAbove = failAbove
    }

    package static let none = Thresholds()

    /// A check with no threshold is measured and reported, never judged.
    package var isEmpty: Bool { all.isEmpty }

    /// Those that are set, by their key in suites and reports, in a fixed order.
    package var all: [(bound: Bound, threshold: Threshold)] {
        var list: [(Bound, Threshold)] = []
        if let warnBelow { list.append((.warnBelow, warnBelow)) }
        if let failBelow { list.append((.failBelow, failBelow)) }
        if let warnAbove { list.append((.warnAbove, warnAbove)) }
        if let failAbove { list.append((.failAbove, failAbove)) }
        return list
    }

    /// The key of a threshold in suites, reports and gauges.
    package enum Bound: String, Sendable, CaseIterable, Codable {
        case warnBelow = "warn_below"
        case failBelow = "fail_below"
        case warnAbove = "warn_above"
        case failAbove = "fail_above"

        package var isFailure: Bool { self == .failBelow || self == .failAbove }
        package var isUpper: Bool { self == .warnAbove || self == .failAbove }
    }

    /// Judges a measurement; `value` answers in the unit of the threshold asked about, nil where there is no such measurement.
    ///
    /// The worst breach wins: fail before warn.
    package func judge(_ value: (Threshold) -> Double?) -> Breach? {
        var worst: Breach?
        for (bound, threshold) in all {
            guard let measured = value(threshold) else { continue }
            let breached = bound.isUpper ? measured > threshold.value : measured < threshold.value
            if breached, worst == nil || bound.isFailure {
                worst = Breach(bound: bound, threshold: threshold, measured: measured)
            }
        }
        return worst
    }

    /// A bound that a measurement crossed.
    package struct Breach: Sendable, Equatable {
        package let bound: Bound
        package let threshold: Threshold
        /// In the unit of the threshold.
        package let measured: Double

        package var status: CheckStatus { bound.isFailure ? .fail : .warn }
    }
}

extension Thresholds: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// A report holds each bound as a number, `fail_above`, with its unit beside it, `fail_above_unit`.
    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        self.init()
        for bound in Bound.allCases {
            guard let value = try container.decodeIfPresent(Double.self, forKey: Key(stringValue: bound.rawValue))
            else { continue }
            let unitKey = Key(stringValue: bound.rawValue + "_unit")
            let unit = try container.decodeIfPresent(MeasurementUnit.self, forKey: unitKey) ?? .ratio
            self[bound] = Threshold(value: value, unit: unit)
        }
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Key.self)
        for (bound, threshold) in all {
            try container.encode(threshold.value, forKey: Key(stringValue: bound.rawValue))
            try container.encode(threshold.unit, forKey: Key(stringValue: bound.rawValue + "_unit"))
        }
    }

    package subscript(bound: Bound) -> Threshold? {
        get {
            switch bound {
            case .warnBelow: warnBelow
            case .failBelow: failBelow
            case .warnAbove: warnAbove
            case .failAbove: failAbove
            }
        }
        set {
            switch bound {
            case .warnBelow: warnBelow = newValue
            case .failBelow: failBelow = newValue
            case .warnAbove: warnAbove = newValue
            case .failAbove: failAbove = newValue
            }
        }
    }
}
