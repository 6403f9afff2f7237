import AuditModel
import Foundation
import Testing

/// Noon of a day number, UTC.
func noon(_ day: Int64, plusSeconds seconds: Int64 = 0) -> Instant {
    Instant(milliseconds: (day * 86_400 + 43_200 + seconds) * 1000)
}

/// A record with a metric of every shape: with and without a segment, several checks, a fraction.
func sampleRecord(
    _ runID: String, now: Instant = noon(20_000), suite: String = "products", value: Double = 1000,
    status: RunStatus = .pass
) -> RunRecord {
    RunRecord(
        runID: runID, now: now, suite: suite, namespace: "shop.products", status: status, exitCode: 0, documents: 1000,
        metrics: [
            RecordedMetric(
                check: "volume", kind: "volume", name: "value", value: value, unit: .documents, status: .pass),
            RecordedMetric(
                check: "volume", kind: "volume", name: "value", segment: "ldlc", value: value / 4, unit: .documents,
                status: .warn),
            RecordedMetric(
                check: "volume", kind: "volume", name: "value", segment: "", value: 1, unit: .documents,
                status: .learning),
            RecordedMetric(
                check: "completeness", kind: "completeness", name: "value", value: 97.123_456_789, unit: .percent,
                status: .fail),
            RecordedMetric(
                check: "completeness", kind: "completeness", name: "documents_complete", value: -0.5, unit: .ratio,
                status: .fail),
        ])
}

/// What a call throws, for tests that look at its code and its sentence.
func historyError(_ body: () throws -> Void) -> HistoryError? {
    do {
        try body()
        return nil
    } catch {
        return error as? HistoryError
    }
}
