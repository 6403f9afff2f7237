import Foundation
import TestSupport
import Testing

/// What an administrator writes: the environment file, and the commands and drop-ins of README.md, on a machine of their own.
@Suite(.enabled(if: SchedulerPrograms.canRunSystemd, "\(SchedulerPrograms.noMachine)"))
struct SystemdSettingsTests {
    /// systemd's own reading of the file, compared with that of sh.
    @Test func `systemd and sh read the environment file alike`() throws {
        let machine = try TestMachine()
        defer { machine.stop() }
        var file = try EnvironmentFile()
        file.uncommentAll()
        try file.set("MONGODB_URI", #"mongodb://u:p%27w%@h/?a=1&b=2;c=$HOME`id`\n\ "x" #y  é"#)
        try machine.configure(file.text)
        try machine.folder.write(file.text, to: "dqaudit.env")
        let log = try machine.runSystemd(
            """
            cat >/run/systemd/system/show.service <<'UNIT'
            [Service]
            Type=oneshot
            EnvironmentFile=/etc/dqaudit/dqaudit.env
            ExecStart=/usr/bin/env -0
            StandardOutput=file:/srv/test/systemd
            UNIT
            systemctl start show.service
            env -i sh -c 'set -a; . /etc/dqaudit/dqaudit.env; exec env -0' >/srv/test/sh

            """)
        let bySystemd = try variables("systemd", of: machine)
        let bySh = try variables("sh", of: machine)
        #expect(file.names.isEmpty)
        let names = try EnvironmentFile().names
        #expect(names.count > 10)
        for name in names {
            #expect(bySh[name] != nil && bySh[name] == bySystemd[name], "\(name) \(log)")
        }
        #expect(bySh["MONGODB_URI"] == #"mongodb://u:p%27w%@h/?a=1&b=2;c=$HOME`id`\n\ "x" #y  é"#)
    }

    private func variables(_ name: String, of machine: TestMachine) throws -> [String: String] {
        let pairs = try machine.folder.text(of: name).split(separator: "\0").map {
            $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        }
        return Dictionary(pairs.filter { $0.count == 2 }.map { ($0[0], $0[1]) }) { $1 }
    }

    /// The blocks of README.md that are indented, without the blanks.
    private func blocks() throws -> [String] {
        var blocks: [[String]] = [[]]
        for line in try ProjectFolder.text(of: "cron/README.md").components(separatedBy: "\n") {
            if line.hasPrefix("    ") {
                blocks[blocks.count - 1].append(line.trimmingCharacters(in: .whitespaces))
            } else if blocks.last?.isEmpty == false {
                blocks.append([])
            }
        }
        return blocks.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
    }

    @Test(.enabled(if: SchedulerPrograms.canRunCron, "\(SchedulerPrograms.noMachine)"))
    func `Every command of the guide does what it says`() throws {
        let machine = try TestMachine()
        defer { machine.stop() }
        var file = try EnvironmentFile()
        for (name, value) in try AuditedServer("guide").variables(.good) { try file.set(name, value) }
        // What commands by hand have to respect like any other: without it the run to accept is in another history.
        try file.set("DQAUDIT_HISTORY", "sqlite:/var/lib/dqaudit/elsewhere.sqlite")
        try file.set("DQAUDIT_OPTIONS", "--textfile /var/lib/dqaudit/audit.prom")
        try machine.configure(file.text)
        let examples = "files/usr/share/doc/dqaudit/examples/"
        for folder in ["checks", "cron"] {
            try FileManager.default.createDirectory(
                atPath: machine.folder.path(examples + folder), withIntermediateDirectories: true)
        }
        try machine.folder.write(AuditedServer.suite, to: examples + "checks/products.yml")
        try machine.folder.write(try ProjectFolder.text(of: "cron/crontab"), to: examples + "cron/crontab")
        // Whoever edits something leaves it as it is.
        let commands = try blocks().filter { !$0.hasPrefix("[") }.flatMap { $0.components(separatedBy: "\n") }
        try #require(commands.count > 8)
        try machine.folder.write(commands.joined(separator: "\n") + "\n", to: "commands")
        let log = try machine.runSystemd(
            """
            export EDITOR=true VISUAL=true PATH=/run/bin:$PATH
            mkdir /run/bin
            ln -s /bin/true /run/bin/editor
            set -x
            while read -r command; do
              status=0
              # RUN stands for the id of one: that of the first audit.
              run=$(basename "$(ls /var/lib/dqaudit/reports/products/2*.json 2>/dev/null | head -n 1)" .json)
              bash -c "${command/accept RUN/accept $run}" </dev/null || status=$?
              echo "$status $command" >>/srv/test/statuses
              case $command in *'dqaudit run'*) ls /var/lib/dqaudit/audit.prom >>/srv/test/gauges ;; esac
            done </srv/test/commands
            crontab -u dqaudit -l >/srv/test/installed
            cp -a /var/lib/dqaudit /srv/test/state

            """)
        // An audit that has ended well is an inactive unit: 3.
        let expected = commands.map { ($0.hasPrefix("systemctl status") ? "3 " : "0 ") + $0 }
        #expect(try machine.folder.text(of: "statuses") == expected.joined(separator: "\n") + "\n", "\(log)")
        #expect(try machine.folder.text(of: "gauges") == "/var/lib/dqaudit/audit.prom\n")
        #expect(try machine.folder.text(of: "installed") == ProjectFolder.text(of: "cron/crontab"))
        #expect(try machine.verdict() == "pass")
    }

    @Test func `A connection string comes from a file that only root can read`() throws {
        let machine = try TestMachine()
        defer { machine.stop() }
        let variables = try AuditedServer("credential").variables(.good)
        var file = try EnvironmentFile()
        try file.set("MONGODB_DATABASE", try #require(variables["MONGODB_DATABASE"]))
        try machine.configure(file.text)
        try machine.folder.write(try #require(variables["MONGODB_URI"]) + "\n", to: "files/etc/dqaudit/uri")
        let dropIn = try #require(try blocks().first { $0.contains("LoadCredential=") })
        try machine.folder.write(dropIn + "\n", to: "credential.conf")
        let log = try machine.runSystemd(
            """
            chmod 600 /etc/dqaudit/uri
            mkdir /etc/systemd/system/dqaudit@daily.service.d
            cp /srv/test/credential.conf /etc/systemd/system/dqaudit@daily.service.d/
            systemctl daemon-reload
            systemctl start dqaudit@daily.service || journalctl
            cp -a /var/lib/dqaudit /srv/test/state

            """)
        #expect(try machine.verdict() == "pass", "\(log)")
    }
}
