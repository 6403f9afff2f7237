import Foundation
import Testing

/// Whether alarms are right: labelled series replayed through the product's volume check and through plain rules.
@Suite("Alarm quality") struct AlarmQualityTests {
    private static let longRun = ProcessInfo.processInfo.environment["DQAUDIT_ALARM_SEEDS"].flatMap { UInt64($0) }

    @Test("robust misses no drop of 30 % on a weekly series, with at most one false alarm in three months")
    func weeklySeries() async throws {
        let measurement = AlarmMeasurement(seeds: 0..<12, methods: [.robust], kinds: [.weekly])
        for isAttended in [true, false] {
            let scores = try await measurement.scores(isAttended: isAttended)
            let score = try #require(scores[.robust]?[.weekly])
            #expect(score.missedDays == 0)
            #expect(score.rightDays == 36)
            #expect(score.falseDays <= 12, "one in each series of three months")
        }
    }

    @Test("robust is better than each plain rule over the whole set, attended or not")
    func wholeSet() async throws {
        let measurement = AlarmMeasurement(seeds: 0..<3, methods: [.robust] + AlarmMethod.plainRules)
        for isAttended in [true, false] {
            let scores = try await measurement.scores(isAttended: isAttended)
            let own = try #require(AlarmMeasurement.total(scores[.robust] ?? [:]).f1)
            for rule in AlarmMethod.plainRules {
                let other = try #require(AlarmMeasurement.total(scores[rule] ?? [:]).f1)
                #expect(own > other, "\(rule.name)")
            }
            if isAttended { #expect(own > 0.8) }
        }
    }

    /// `scripts/alarm-quality` asks for it. Its series are others than those that the method was tuned with.
    @Test(.enabled(if: longRun != nil, "only when DQAUDIT_ALARM_SEEDS says how many series of each kind"))
    func aLongRunPrintsTables() async throws {
        let measurement = AlarmMeasurement(seeds: 1000..<1000 + (Self.longRun ?? 1))
        let attended = try await measurement.scores(isAttended: true)
        let unattended = try await measurement.scores(isAttended: false)
        print(
            """
            ALARMS BEGIN
            ## Somebody looks at each alarm and accepts what was fine

            \(measurement.overview(attended))

            False alarms a month, and incidents that raised none:

            \(measurement.matrix(attended))

            `robust` by kind of series:

            \(measurement.byKind(attended, of: .robust))

            ## Nobody ever looks

            \(measurement.overview(unattended))

            \(measurement.matrix(unattended))

            ## From nothing

            """)
        for (isAttended, words) in [(true, "accepted the next day"), (false, "never looked at")] {
            let alarms = try measurement.alarmsFromNothing(isAttended: isAttended)
            print(
                String(
                    format: "`robust` on a weekly cycle, false alarms %@: %.1f in the first four weeks, "
                        + "%.1f in the next nine.", words, alarms.early, alarms.later))
        }
        print("ALARMS END")
    }
}
