import AuditChecks
import AuditModel

/// Pseudo-random numbers that are the same in each test run (Steele, Lea, Flood: SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

/// A second after midnight UTC of a day number, moved by hours.
func dayInstant(_ day: Int64, hour: Int64 = 0) -> Instant {
    Instant(milliseconds: (day * 86_400 + hour * 3600 + 1) * 1000)
}

/// A point that counts, unless told otherwise.
func point(
    _ runID: String, _ now: Instant, _ value: Double, check: CheckStatus = .pass, run: RunStatus = .pass,
    review: RunRecord.Review = .none
) -> HistoryPoint {
    HistoryPoint(runID: runID, now: now, value: value, checkStatus: check, runStatus: run, review: review)
}

/// A selection of consecutive days with these values.
func selection(_ values: [Double]) -> BaselineSelection {
    BaselineSelection(days: values.enumerated().map { DailyValue(dayNumber: Int64($0.offset), value: $0.element) })
}
