import Foundation
import TestSupport
import Testing

/// What systemd says of the units without starting them.
@Suite(.enabled(if: SchedulerPrograms.systemdAnalyze != nil, "\(SchedulerPrograms.noSystemd)"))
struct SystemdUnitTests {
    private let folder: TemporaryFolder

    /// The units as instances, with programs that exist on any machine: systemd looks for them.
    init() throws {
        folder = try TemporaryFolder()
        let instances = [
            "dqaudit@.timer": "dqaudit@daily.timer", "dqaudit@.service": "dqaudit@daily.service",
            "dqaudit-mail@.service": "dqaudit-mail@dqaudit@daily.service.service",
        ]
        for (template, instance) in instances {
            var text = try ProjectFolder.text(of: "cron/systemd/" + template)
            if template.hasSuffix(".service") {
                let local = text.replacing(#/(?m)^(ExecStart=)\S*\/(dqaudit|mail-failure) /#) {
                    "\($0.output.1)/bin/true "
                }
                try #require(local != text)
                text = local
            }
            try folder.write(text, to: instance)
        }
    }

    private func analyze(_ arguments: [String]) throws -> InstalledProgram.Outcome {
        try #require(SchedulerPrograms.systemdAnalyze).run(arguments, folder: folder)
    }

    @Test(arguments: ["dqaudit@daily.timer", "dqaudit@daily.service", "dqaudit-mail@dqaudit@daily.service.service"])
    func `A unit has neither error nor warning`(unit: String) throws {
        let outcome = try analyze(["verify", "--man=no", "--recursive-errors=one", folder.path(unit)])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output + outcome.errors == "")
    }

    /// The figure is what README.md says.
    @Test func `An audit has hardly any right`() throws {
        let outcome = try analyze([
            "security", "--offline=true", "--threshold=13", "--no-pager", folder.path("dqaudit@daily.service"),
        ])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output.contains("Overall exposure level for dqaudit@daily.service: 1.3 OK"))
        #expect(try ProjectFolder.text(of: "cron/README.md").contains("1.3 of 10"))
    }

    @Test(arguments: ["hourly", "daily", "weekly"])
    func `Each folder is a calendar`(instance: String) throws {
        let outcome = try analyze(["calendar", instance])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output.contains("Next elapse"))
    }

    @Test func `The hour that the timer recommends is a calendar`() throws {
        let timer = try ProjectFolder.text(of: "cron/systemd/dqaudit@.timer")
        let calendar = try #require(timer.firstMatch(of: #/(?m)^#     OnCalendar=(\S.*)$/#)).output.1
        let outcome = try analyze(["calendar", String(calendar)])
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output.contains("06:10:00 Africa/Tunis"))
    }
}
