import Foundation
import TestSupport
import Testing

/// The crontab as it is shipped, run by Debian's cron at the minute that it names.
@Suite(.enabled(if: SchedulerPrograms.canRunCron, "\(SchedulerPrograms.noMachine)"))
struct CrontabTests {
    /// The mails that come of one run, and the verdict of its report.
    private func run(_ state: AuditedServer.State) throws -> (mails: [String], verdict: String?) {
        let machine = try TestMachine()
        defer { machine.stop() }
        try machine.configure(try AuditedServer("crontab").environmentFile(state))
        try machine.runCron(from: "2026-05-12 06:09:58", crontab: try ProjectFolder.text(of: "cron/crontab"))
        return (try machine.mails(), try machine.verdict())
    }

    @Test func `Good data make a report and no mail`() throws {
        let (mails, verdict) = try run(.good)
        #expect(verdict == "pass")
        #expect(mails == [])
    }

    @Test func `A breach is mailed to MAILTO with the summary`() throws {
        let (mails, verdict) = try run(.broken)
        #expect(verdict == "fail")
        let mail = try #require(mails.first)
        #expect(mails.count == 1)
        #expect(mail.contains("\nTo: root\n"))
        #expect(mail.contains("FAIL   completeness"))
        #expect(mail.contains("report /var/lib/dqaudit/reports/products/"))
    }

    @Test func `A server that is not there is mailed with the reason`() throws {
        let (mails, verdict) = try run(.unreachable)
        #expect(verdict == "incomplete")
        let mail = try #require(mails.first)
        #expect(mails.count == 1)
        #expect(mail.contains("ERROR The audit could not be completed"))
        #expect(mail.contains("cannot connect to MongoDB at 127.0.0.1:1"))
        // cron shows the assignments of a crontab in the mail; what comes from the file stays out of it.
        #expect(mail.contains("X-Cron-Env: <DQAUDIT_WAIT=10m>"))
        #expect(!mail.contains("MONGODB_URI="))
    }

    @Test func `The example that is commented out does the same every hour`() throws {
        let machine = try TestMachine()
        defer { machine.stop() }
        try machine.configure(try AuditedServer("crontab").environmentFile(.broken))
        let shipped = try ProjectFolder.text(of: "cron/crontab")
        let crontab = shipped.replacing("\n#25 * * * *", with: "\n25 * * * *")
        #expect(crontab != shipped)
        try FileManager.default.copyItem(
            atPath: machine.folder.path("files/etc/dqaudit/daily"),
            toPath: machine.folder.path("files/etc/dqaudit/hourly"))
        try machine.runCron(from: "2026-05-12 13:24:58", crontab: crontab)
        #expect(try machine.mails().count == 1)
        #expect(try machine.verdict() == "fail")
    }
}
