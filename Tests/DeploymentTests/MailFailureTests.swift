import Foundation
import TestSupport
import Testing

/// `mail-failure` by itself: what no run of a unit shows.
@Suite(.enabled(if: SchedulerPrograms.sh != nil, "sh is not on PATH"))
struct MailFailureTests {
    private let folder: TemporaryFolder

    /// Programs that tell how they were called, in the place of systemd's and the mail server's.
    init() throws {
        folder = try TemporaryFolder()
        try program("sendmail", #"{ echo "arguments: $*"; env; echo; cat; } >"\#(folder.path("mail"))""#)
        try program("journalctl", #"echo "journal: $*"; echo "Prix : 12 €""#)
        try program("systemctl", #"case $* in *InvocationID*) echo 0123;; *Result*) echo exit-code;; *) echo 3;; esac"#)
        try program("uname", "echo shop1")
    }

    private func program(_ name: String, _ body: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path("bin"), withIntermediateDirectories: true)
        try folder.write("#!/bin/sh\n\(body)\n", to: "bin/" + name)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: folder.path("bin/" + name))
    }

    /// Calls the script about `dqaudit@daily.service`.
    private func notify(
        _ environment: [String: String]
    ) throws -> (outcome: InstalledProgram.Outcome, mail: String?) {
        let outcome = try #require(SchedulerPrograms.sh).run(
            [ProjectFolder.path("cron/mail-failure"), "dqaudit@daily.service"],
            environment: ["PATH": folder.path("bin") + ":/usr/bin:/bin"].merging(environment) { $1 }, folder: folder)
        return (outcome, try? folder.text(of: "mail"))
    }

    private func monitor(_ result: String, _ status: String) -> [String: String] {
        [
            "MONITOR_UNIT": "dqaudit@daily.service", "MONITOR_INVOCATION_ID": "abcd", "MONITOR_SERVICE_RESULT": result,
            "MONITOR_EXIT_CODE": "exited", "MONITOR_EXIT_STATUS": status,
        ]
    }

    @Test(arguments: [
        ("exit-code", "1", "a threshold is breached (exit status 1)"),
        ("exit-code", "2", "nothing was audited, a suite or an option is wrong (exit status 2)"),
        ("exit-code", "3", "could not be completed (exit status 3)"),
        ("exit-code", "4", "complete, but a delivery failed (exit status 4)"),
        ("exit-code", "143", "was interrupted (exit status 143)"),
        ("exit-code", "203", "did not start or did not end well (exit status 203)"),
        ("timeout", "143", "took too long and was ended"),
        ("oom-kill", "KILL", "ran out of memory and was killed"),
        ("signal", "SEGV", "was ended by signal SEGV"),
        ("resources", "0", "failed (resources)"),
    ])
    func `The subject says what became of the audit`(result: String, status: String, meaning: String) throws {
        let (outcome, mail) = try notify(monitor(result, status))
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output + outcome.errors == "")
        let text = try #require(mail)
        #expect(text.contains("\nSubject: dqaudit daily on shop1: \(meaning)\n"))
        #expect(text.contains("\nThe audit of the suites in /etc/dqaudit/daily on shop1: \(meaning).\n"))
        #expect(text.contains("_SYSTEMD_INVOCATION_ID=abcd _TRANSPORT=stdout + INVOCATION_ID=abcd\n"))
        #expect(text.contains("\nPrix : 12 €\n"))
    }

    @Test func `An older systemd is asked`() throws {
        let (outcome, mail) = try notify([:])
        #expect(outcome.exitStatus == 0)
        let text = try #require(mail)
        #expect(text.contains("Subject: dqaudit daily on shop1: could not be completed (exit status 3)\n"))
        #expect(text.contains("_SYSTEMD_INVOCATION_ID=0123 "))
    }

    @Test func `A unit that never ran is no reason for a mail`() throws {
        try program("systemctl", "echo")
        let (outcome, mail) = try notify([:])
        #expect(outcome.exitStatus == 1)
        #expect(outcome.errors.hasPrefix("mail-failure: systemd knows no run of dqaudit@daily.service"))
        #expect(mail == nil)
    }

    @Test func `The mail server gets the mail and nothing of the environment`() throws {
        var environment = monitor("exit-code", "1")
        environment["DQAUDIT_MAILTO"] = "data-team@example.org, ops@example.org"
        environment["MONGODB_URI"] = "mongodb://dqaudit:secret@db/"
        let text = try #require(try notify(environment).mail)
        #expect(text.hasPrefix("arguments: -t -i\n"))
        #expect(text.contains("\nTo: data-team@example.org, ops@example.org\n"))
        #expect(!text.contains("secret"))
    }

    @Test func `No header comes of an address or a name`() throws {
        var environment = monitor("exit-code", "1")
        environment["DQAUDIT_MAILTO"] = "a@example.org\nBcc: b@example.org"
        let (outcome, mail) = try notify(environment)
        #expect(outcome.exitStatus == 1)
        #expect(outcome.errors.hasPrefix("mail-failure: DQAUDIT_MAILTO holds something that no address has"))
        #expect(mail == nil)
        environment["DQAUDIT_MAILTO"] = nil
        environment["MONITOR_UNIT"] = "dqaudit@x\nBcc: b@example.org.service"
        let text = try #require(notify(environment).mail)
        #expect(text.contains("\nSubject: dqaudit x?Bcc: b@example.org on shop1: "))
    }

    @Test func `A mail server that refuses is told`() throws {
        try program("sendmail", "exit 75")
        let (outcome, _) = try notify(monitor("exit-code", "1"))
        #expect(outcome.exitStatus == 1)
        #expect(outcome.errors == "mail-failure: sendmail did not take the mail about dqaudit@daily.service.\n")
    }

    @Test func `A journal that cannot be read is no reason for silence`() throws {
        try program("journalctl", "echo 'no permission' >&2; exit 1")
        let text = try #require(try notify(monitor("exit-code", "1")).mail)
        #expect(text.contains("\nThe journal cannot be read: no permission\n"))
    }
}
