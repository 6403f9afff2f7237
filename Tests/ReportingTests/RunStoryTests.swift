import AuditModel
import Reporting
import Testing

@Suite("A colleague would say")
struct RunStoryTests {
    private static func invalid(_ value: Double, segment: String? = nil, status: CheckStatus = .fail) -> CheckResult {
        CheckResult(
            id: "rules", kind: "invalid_records", status: status, segment: segment, value: value, unit: .documents,
            thresholds: .none)
    }

    /// The clock of sample reports is a Monday.
    private static func since(_ days: Int64, of report: RunReport, _ check: inout CheckResult, older: Bool = false) {
        let instant = Instant(milliseconds: report.now.milliseconds - days * 86_400_000)
        check.past = CheckPast(
            previous: CheckPast.Outcome(now: instant, value: 1, status: .fail), since: instant, isOlder: older)
    }

    @Test("how many, where, since when, and that the rest is well")
    func whole() {
        var report = Sample.passing
        var rules = Self.invalid(184)
        Self.since(6, of: report, &rules)
        report.checks[3] = rules
        report.checks += [Self.invalid(150, segment: "ldlc"), Self.invalid(34, segment: "mytek")]
        #expect(
            report.story(in: .english) == [
                "184 invalid records, 150 of them from ldlc since Tuesday.", "Everything else as usual.",
            ])
        #expect(
            report.story(in: .french) == [
                "184 enregistrements invalides, dont 150 de ldlc depuis mardi.", "Tout le reste est comme d’habitude.",
            ])
    }

    @Test(
        "nothing of where, when it is nobody's, or more than there is", arguments: [("(missing)", 150), ("ldlc", 200)])
    func nowhere(name: String, value: Double) {
        var report = Sample.passing
        report.checks[3] = Self.invalid(184)
        report.checks += [Self.invalid(value, segment: name), Self.invalid(34, segment: "mytek")]
        #expect(report.story(in: .english).first == "184 invalid records.")
    }

    @Test(
        "since when, by how long ago it is",
        arguments: [
            (0, false, ", new since the last run"), (1, false, " since yesterday"), (2, false, " since Saturday"),
            (7, false, " since 2026-11-16"), (30, true, " since 2026-10-24 at least"),
        ] as [(Int64, Bool, String)])
    func ages(days: Int64, older: Bool, text: String) {
        var report = Sample.passing
        var rules = Self.invalid(2)
        Self.since(days, of: report, &rules, older: older)
        report.checks = [rules]
        #expect(report.story(in: .english) == ["2 invalid records\(text)."])
    }

    @Test("that all is well, or not known yet")
    func quiet() {
        #expect(Sample.passing.story(in: .english) == ["Everything as usual."])
        #expect(Sample.passing.story(in: .french) == ["Tout est comme d’habitude."])
        #expect(Sample.learning.story(in: .english) == ["Everything as usual; one check is still learning."])
        #expect(Sample.incomplete.story(in: .english).isEmpty)
    }

    @Test("no more than a few things, each check in the words of its kind")
    func kinds() {
        let story = Sample.report().story(in: .english)
        #expect(story.count == 4)
        #expect(story[0] == "87.4 % of the cells are filled, image_url only 61.2 %.")
        #expect(story[1] == "412 invalid records.")
        #expect(
            story[2].hasSuffix("more checks need a look.") || story[2] == "One more check needs a look.", "\(story)")
        var report = Sample.passing
        var presence = Self.invalid(1)
        presence.id = "segments"
        presence.kind = "segments"
        presence.details.segments = ["a", "b", "c", "d\u{1B}"].map { SegmentCount(segment: $0, documents: 0) }
        presence.details.segments += [SegmentCount(segment: "e", documents: 9)]
        report.checks = [presence]
        #expect(report.story(in: .english) == ["Nothing came from a, b and 2 more."])
        presence.details.segments.removeFirst(3)
        report.checks = [presence]
        #expect(report.story(in: .french) == ["Rien n’est venu de d\\u{1B}."])
    }

    @Test("which segments are in trouble where the whole is not")
    func segmentsAlone() {
        var report = Sample.passing
        report.checks += [Self.invalid(3, segment: "ldlc"), Self.invalid(0, segment: "mytek", status: .pass)]
        #expect(report.story(in: .english) == ["For ldlc alone, look at rules.", "Everything else as usual."])
    }
}
