import Foundation
import TestSupport

/// A machine of its own on which dqaudit and the files of `cron/` are installed as the package does it, with a sendmail that keeps the mail.
final class TestMachine {
    static let script = ProjectFolder.path("Tests/DeploymentTests/machine")
    /// What is installed there: the release program, where it was built.
    static let program =
        ProcessInfo.processInfo.environment["DQAUDIT_TEST_RELEASE_BINARY"].flatMap { variable in
            variable.isEmpty ? nil : InstalledProgram("dqaudit", variable: "DQAUDIT_TEST_RELEASE_BINARY")
        } ?? DeploymentPrograms.dqaudit
    /// `/srv/test` there.
    let folder: TemporaryFolder
    private var process: GuardedProcess?

    init() throws {
        folder = try TemporaryFolder()
        for name in ["etc/dqaudit/daily", "usr/lib/dqaudit", "usr/lib/systemd/system", "usr/sbin"] {
            try FileManager.default.createDirectory(
                atPath: folder.path("files/" + name), withIntermediateDirectories: true)
        }
        for name in ["dqaudit@.service", "dqaudit@.timer", "dqaudit-mail@.service"] {
            try ship("cron/systemd/" + name, to: "usr/lib/systemd/system/" + name)
        }
        try ship("cron/mail-failure", to: "usr/lib/dqaudit/mail-failure")
        try ship("cron/dqaudit.env", to: "etc/dqaudit/dqaudit.env")
        try folder.write(AuditedServer.suite, to: "files/etc/dqaudit/daily/products.yml")
        try folder.write(Self.sendmail, to: "files/usr/sbin/sendmail")
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o755], ofItemAtPath: folder.path("files/usr/sbin/sendmail"))
        try FileManager.default.createDirectory(atPath: folder.path("mail"), withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o1777], ofItemAtPath: folder.path("mail"))
    }

    deinit { stop() }

    private func ship(_ name: String, to place: String) throws {
        try FileManager.default.copyItem(atPath: ProjectFolder.path(name), toPath: folder.path("files/" + place))
    }

    /// A mail appears whole, under its final name.
    private static let sendmail = """
        #!/bin/sh
        file=$(mktemp /srv/test/mail/XXXXXX)
        cat >"$file"
        env >"$file.env"
        mv "$file" "$file.eml"

        """

    /// What the package does when it is installed.
    private static let install = """
        useradd --system --home-dir /var/lib/dqaudit --shell /usr/sbin/nologin dqaudit
        install -d -o dqaudit -g dqaudit -m 750 /var/lib/dqaudit
        chgrp dqaudit /etc/dqaudit/dqaudit.env
        chmod 640 /etc/dqaudit/dqaudit.env

        """

    /// Writes the environment file of the machine.
    func configure(_ text: String) throws {
        try folder.write(text, to: "files/etc/dqaudit/dqaudit.env")
    }

    /// Has cron do what it has to do in the minute after an instant.
    func runCron(from instant: String, crontab: String) throws {
        try folder.write(crontab, to: "crontab")
        try folder.write(Self.install + "crontab -u dqaudit /srv/test/crontab\n", to: "install")
        try start(["cron", instant])
    }

    /// Has systemd run a script as root.
    /// - Returns: what it printed.
    func runSystemd(_ drive: String) throws -> String {
        try folder.write(Self.install, to: "install")
        try folder.write(drive, to: "drive")
        try start(["systemd"])
        return (try? folder.text(of: "drive.log")) ?? ""
    }

    private func start(_ arguments: [String]) throws {
        guard let program = Self.program else { throw FixtureError(DeploymentPrograms.noDQAudit) }
        let process = try GuardedProcess(
            "/bin/bash", [Self.script] + arguments + [folder.path, program.path], log: folder.path("log"),
            removing: folder.path)
        self.process = process
        // What is done there takes half a minute of a machine at rest, and this one may be full of other tests.
        try process.wait(until: "the machine is done", within: .seconds(300)) {
            FileManager.default.fileExists(atPath: folder.path("done"))
        }
    }

    /// Ends the machine; its folder goes, too.
    func stop() { process?.stop(signal: "TERM") }

    /// The mails that were sent.
    func mails() throws -> [String] {
        try folder.names(in: "mail").filter { $0.hasSuffix(".eml") }.map { try folder.text(of: "mail/" + $0) }
    }

    /// The verdict of the last report; nil without one.
    func verdict() throws -> String? {
        let path = folder.path("state/reports/products/latest.json")
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["status"] as? String
    }
}
