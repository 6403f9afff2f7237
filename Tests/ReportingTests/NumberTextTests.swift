import AuditModel
import Reporting
import Testing

@Suite struct NumberTextTests {
    @Test(arguments: [
        (97.2, "97.2 %"), (90, "90 %"), (100, "100 %"), (99.97, "99.97 %"), (99.999_96, "99.99996 %"), (0, "0 %"),
        (0.04, "0.04 %"), (12.345, "12.3 %"), (-3, "−3 %"), (1234.5, "1,234.5 %"),
    ])
    func percentages(value: Double, text: String) {
        #expect(NumberText.english.measurement(value, .percent) == text)
    }

    @Test func aValueIsNotMistakenForItsBound() {
        #expect(NumberText.english.measurement(89.96, .percent, apartFrom: [90]) == "89.96 %")
        #expect(NumberText.english.measurement(90, .percent, apartFrom: [90]) == "90 %")
        #expect(NumberText.english.measurement(86_410, .seconds, apartFrom: [86_400]) == "24 h 10 s")
        #expect(NumberText.english.measurement(86_400, .seconds, apartFrom: [86_400]) == "24 h")
    }

    @Test(arguments: [
        (0, "0 ms"), (0.34, "340 ms"), (1.9, "1.9 s"), (1, "1 s"), (45, "45 s"), (59.7, "1 min"), (90, "1 min 30 s"),
        (725, "12 min 5 s"), (3599.7, "1 h"), (11_520, "3 h 12 min"), (48_000, "13 h 20 min"), (86_400, "24 h"),
        (172_800, "2 d"), (446_400, "5 d 4 h"), (-90, "−1 min 30 s"), (5.02, "5 s"),
    ])
    func durations(seconds: Double, text: String) {
        #expect(NumberText.english.duration(seconds) == text)
    }

    @Test(arguments: [
        (0, "0 documents"), (1, "1 document"), (1234, "1,234 documents"), (1_234_567.25, "1,234,567.3 documents"),
        (-12_345, "−12,345 documents"),
    ])
    func documents(value: Double, text: String) {
        #expect(NumberText.english.measurement(value, .documents) == text)
    }

    @Test func whatIsNoNumberIsADash() {
        #expect(NumberText.english.number(.nan, places: 1) == "–")
        #expect(NumberText.english.duration(.infinity) == "–")
    }

    @Test func aPointInTimeIsNoDuration() {
        let newest = NamedMeasurement("newest_unix_time", 1_795_413_600, .seconds)
        #expect(NumberText.english.measurement(newest) == "2026-11-23 06:00 UTC")
        #expect(NumberText.english.measurement(NamedMeasurement("longest", 90, .seconds)) == "1 min 30 s")
    }

    @Test func otherUnits() {
        #expect(NumberText.english.measurement(0.12345, .ratio) == "0.123")
        #expect(NumberText.english.measurement(9.71, .scaledDeviations) == "9.7 deviations")
        #expect(NumberText.english.bytes(18_480_000) == "18.5 MB")
        #expect(NumberText.english.bytes(999) == "999 B")
        #expect(NumberText.english.bytes(999_960) == "1 MB")
        #expect(NumberText.english.rate(Sample.report().scan) == "20,000 documents/s")
        #expect(NumberText.english.rate(ScanSummary()) == nil)
        #expect(NumberText.english.instant(Instant(milliseconds: 1_795_413_600_000)) == "2026-11-23 06:00 UTC")
        #expect(NumberText.english.instant(Instant(milliseconds: 1_795_413_601_900)) == "2026-11-23 06:00:01 UTC")
    }
}

@Suite struct HeadroomTests {
    @Test func theCrossedBoundIsNamed() {
        #expect(Sample.completeness.headroom?.text(in: .english) == "2.6 points short")
        #expect(Sample.completeness.mainThresholdText(in: .english) == "fail below 90 %")
        #expect(Sample.freshness.headroom?.text(in: .english) == "1 h 20 min over")
        #expect(Sample.freshness.mainThresholdText(in: .english) == "warn above 12 h")
        #expect(Sample.invalidRecords.headroom?.text(in: .english) == "312 over")
    }

    @Test func elseTheNearestOne() {
        #expect(Sample.passing.checks[0].headroom?.text(in: .english) == "4.2 points left")
        #expect(Sample.passing.checks[0].headroom?.bound == .warnBelow)
        #expect(Sample.duplicates.headroom?.text(in: .english) == "3.8 points left")
        #expect(Sample.freshness.headroom(to: .failAbove)?.text(in: .english) == "10 h 40 min left")
    }

    @Test func aVolumeIsComparedWithItsBand() {
        #expect(Sample.volume.headroom?.text(in: .english) == "1,006 below the band")
        #expect(Sample.passing.checks[4].headroom?.text(in: .english) == "622 inside the band")
        #expect(Sample.volume.mainThresholdText(in: .english) == "fail beyond ±4 deviations")
        #expect(Sample.volume.baselineText(in: .english) == "usual 4,020, band 3,316 to 4,724 (7 days)")
        var oneSided = Sample.volume
        oneSided.baseline?.upper = nil
        #expect(oneSided.mainThresholdText(in: .english) == "fail beyond −4 deviations")
        #expect(oneSided.baselineText(in: .english) == "usual 4,020, at least 3,316 (7 days)")
    }

    @Test func aBoundInAnotherUnitUsesTheMeasurementOfThatUnit() {
        var check = Sample.invalidRecords
        check.thresholds = Thresholds(failAbove: Threshold(value: 1, unit: .percent))
        #expect(check.headroom?.text(in: .english) == "0.4 points over")
        check.details.measurements.append(NamedMeasurement("other", 3, .percent))
        #expect(check.headroom == nil)
    }

    @Test func whatTheNumbersCannotExplainIsNotSaid() {
        var check = Sample.duplicates
        check.status = .fail
        #expect(check.headroom == nil)
        check.status = .pass
        check.value = 7
        #expect(check.headroom == nil)
        check.value = nil
        #expect(check.headroom == nil)
        #expect(check.valueText(in: .english) == "–")
        #expect(Sample.learning.checks[4].headroom == nil)
        check.thresholds = .none
        #expect(check.mainThresholdText(in: .english) == "no threshold")
    }

    @Test func aValueOnItsBoundHasNothingLeft() {
        var check = Sample.duplicates
        check.value = 5
        #expect(check.headroom?.text(in: .english) == "0 points left")
    }
}
