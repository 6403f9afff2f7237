import AuditChecks
import AuditModel
import ScanEngine

/// A way to raise alarms over documents a day: the product's own volume check, or a rule as people write it by hand.
enum AlarmMethod: Hashable, CaseIterable {
    case robust, relative, absolute
    case meanPlusMinus200, meanPlusMinusQuarter, zScore3

    static let plainRules: [AlarmMethod] = [.meanPlusMinus200, .meanPlusMinusQuarter, .zScore3]

    var name: String {
        switch self {
        case .robust: "`robust`, as it comes"
        case .relative: "`relative`, 25 %"
        case .absolute: "`absolute`, 200"
        case .meanPlusMinus200: "mean ± 200"
        case .meanPlusMinusQuarter: "mean ± 25 %"
        case .zScore3: "z-score 3"
        }
    }

    /// What the volume check is given in a suite; nil for a plain rule.
    var suiteKeys: KeyValuePairs<String, ConfigNode>? {
        switch self {
        case .robust: [:]
        case .relative: ["method": Examples.text("relative"), "fail_above": Examples.text("25%")]
        case .absolute: ["method": Examples.text("absolute"), "fail_above": Examples.number(200)]
        case .meanPlusMinus200, .meanPlusMinusQuarter, .zScore3: nil
        }
    }

    /// The plain rules over the last seven days, whatever was on them; nothing is judged by fewer than three.
    func breaches(_ value: Double, lastDays days: ArraySlice<Double>) -> Bool {
        guard days.count >= 3 else { return false }
        let mean = days.reduce(0, +) / Double(days.count)
        let distance = abs(value - mean)
        switch self {
        case .meanPlusMinus200: return distance > 200
        case .meanPlusMinusQuarter: return distance > mean / 4
        case .zScore3:
            let squares = days.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
            return distance > 3 * (squares / Double(days.count - 1)).squareRoot()
        case .robust, .relative, .absolute: return false
        }
    }
}
