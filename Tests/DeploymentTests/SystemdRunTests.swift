import Foundation
import TestSupport
import Testing

/// The units as they are shipped, run by a real systemd on a machine of its own.
@Suite(.enabled(if: SchedulerPrograms.canRunSystemd, "\(SchedulerPrograms.noMachine)"))
struct SystemdRunTests {
    /// Audits once, by the environment file `env.NAME`; writes `NAME RESULT EXIT_STATUS` to `results` and moves the mail to `mail-NAME`.
    private static let audit = """
        audit() {
          cp "/srv/test/env.$1" /etc/dqaudit/dqaudit.env
          systemctl start dqaudit@daily.service || true
          await_mail
          echo "$1 $(systemctl show --value -p Result -p ExecMainStatus dqaudit@daily.service | paste -sd ' ')" >>/srv/test/results
          for mail in /srv/test/mail/*.eml; do [ ! -e "$mail" ] || mv "$mail" "/srv/test/mail-$1"; done
          rm -f /srv/test/mail/*
        }
        await_mail() {
          while systemctl list-jobs >/run/jobs; grep -q dqaudit-mail /run/jobs; do sleep 0.05; done
        }
        drop_in() { # NAME SECTION SETTING...
          mkdir -p "/etc/systemd/system/$1.d"
          { echo "[$2]"; shift 2; printf '%s\\n' "$@"; } >"/etc/systemd/system/$1.d/test.conf"
          systemctl daemon-reload
        }
        set -x

        """

    /// A server that takes calls and never answers, and where it is in `/run/env.hanging`.
    static let hangingServer = """
        python3 -c 'import socket, time
        server = socket.create_server(("127.0.0.1", 0))
        open("/run/port", "w").write(str(server.getsockname()[1]))
        time.sleep(1000)' &
        until [ -s /run/port ]; do sleep 0.01; done
        echo "MONGODB_URI='mongodb://127.0.0.1:$(cat /run/port)/?connectTimeoutMS=100000'" >/run/env.hanging

        """

    private func machine(_ states: [String: AuditedServer.State]) throws -> TestMachine {
        let machine = try TestMachine()
        let server = try AuditedServer("systemd")
        for (name, state) in states {
            var text = try EnvironmentFile()
            for (variable, value) in server.variables(state) { try text.set(variable, value) }
            try text.set("DQAUDIT_MAILTO", "data-team@example.org")
            try machine.folder.write(text.text, to: "env." + name)
        }
        return machine
    }

    private func results(_ machine: TestMachine) throws -> [String] {
        try machine.folder.text(of: "results").split(separator: "\n").map(String.init)
    }

    @Test func `Mail comes of trouble only, and says what it is`() throws {
        let machine = try machine(["good": .good, "broken": .broken, "unreachable": .unreachable])
        defer { machine.stop() }
        let log = try machine.runSystemd(
            Self.audit + """
                audit good
                stat -c '%U:%G %a' /var/lib/dqaudit >/srv/test/owner
                audit broken
                audit unreachable
                journalctl -o cat _COMM=dqaudit >/srv/test/journal

                """)
        #expect(
            try results(machine) == ["good success 0", "broken exit-code 1", "unreachable exit-code 3"], "\(log)")
        #expect(try machine.folder.text(of: "owner") == "dqaudit:dqaudit 750\n")
        let names = try machine.folder.names()
        #expect(!names.contains("mail-good"))
        let broken = try machine.folder.text(of: "mail-broken")
        #expect(broken.hasPrefix("To: data-team@example.org\nSubject: dqaudit daily on "))
        #expect(broken.contains(": a threshold is breached (exit status 1)\n"))
        #expect(broken.contains("\nFAIL   completeness"))
        // Of this run alone, and with what systemd says.
        #expect(broken.components(separatedBy: "\nFAIL 1 of 2 checks failed\n").count == 2)
        #expect(broken.contains("\ndqaudit@daily.service: Failed with result 'exit-code'.\n"))
        let unreachable = try machine.folder.text(of: "mail-unreachable")
        #expect(unreachable.contains(": could not be completed (exit status 3)\n"))
        #expect(unreachable.contains("\ncannot connect to MongoDB at 127.0.0.1:1"))
        #expect(!unreachable.contains("FAIL   completeness"))
        // Nothing of a run but its summary, whatever the rights that it lacks.
        #expect(!(try machine.folder.text(of: "journal")).contains("thread priority"))
    }

    @Test func `An audit that hangs is ended, and that is mailed`() throws {
        let machine = try machine(["hanging": .good])
        defer { machine.stop() }
        let log = try machine.runSystemd(
            Self.audit + Self.hangingServer + """
                cat /run/env.hanging >>/srv/test/env.hanging
                drop_in dqaudit@.service Service TimeoutStartSec=1s RuntimeMaxSec=100ms
                audit hanging
                ls -A /var/lib/dqaudit/reports/products >/srv/test/left || true

                """)
        // RuntimeMaxSec= would have been first; it has no effect here. 143: dqaudit ended in good order.
        #expect(try results(machine) == ["hanging timeout 143"], "\(log)")
        let mail = try machine.folder.text(of: "mail-hanging")
        #expect(mail.contains(": took too long and was ended\n"))
        #expect(try machine.folder.text(of: "left") == "")
    }

    @Test func `Of two audits of one suite the second waits for the first`() throws {
        let machine = try machine(["good": .good])
        defer { machine.stop() }
        let log = try machine.runSystemd(
            Self.audit + Self.hangingServer + """
                mkdir /etc/dqaudit/hourly
                cp /etc/dqaudit/daily/products.yml /etc/dqaudit/hourly/
                cp /srv/test/env.good /etc/dqaudit/dqaudit.env
                drop_in dqaudit@hourly.service Service EnvironmentFile=/run/env.hanging
                systemctl start --no-block dqaudit@hourly.service
                lock=/var/lib/dqaudit/reports/products/.lock
                until [ -s "$lock" ]; do sleep 0.02; done
                systemctl start --no-block dqaudit@daily.service
                # It sleeps between two looks at the lock, and nowhere else.
                asleep() { grep -q nanosleep "/proc/$(systemctl show --value -p MainPID dqaudit@daily.service)"/task/*/wchan; }
                until asleep; do sleep 0.02; done
                systemctl show --value -p ActiveState dqaudit@daily.service dqaudit@hourly.service | xargs >/srv/test/both
                systemctl stop dqaudit@hourly.service
                until [ "$(systemctl show --value -p ActiveState dqaudit@daily.service)" = inactive ]; do sleep 0.05; done
                cp -a /var/lib/dqaudit /srv/test/state

                """)
        #expect(try machine.folder.text(of: "both") == "activating activating\n", "\(log)")
        #expect(try machine.verdict() == "pass")
    }

    @Test func `The timer audits the folder of its name, and another hour is a drop-in`() throws {
        let machine = try machine(["good": .good])
        defer { machine.stop() }
        let log = try machine.runSystemd(
            Self.audit + """
                cp /srv/test/env.good /etc/dqaudit/dqaudit.env
                systemctl enable --now dqaudit@daily.timer
                systemctl show -p TimersCalendar dqaudit@daily.timer >/srv/test/calendar
                drop_in dqaudit@daily.timer Timer OnCalendar= 'OnCalendar=*-*-* 06:10:00 Africa/Tunis'
                systemctl show -p TimersCalendar dqaudit@daily.timer >>/srv/test/calendar
                drop_in dqaudit@daily.timer Timer OnCalendar= 'OnCalendar=*:*:*' AccuracySec=1us RandomizedDelaySec=0
                systemctl restart dqaudit@daily.timer
                until [ -e /var/lib/dqaudit/reports/products/latest.json ]; do sleep 0.05; done
                systemctl stop dqaudit@daily.timer
                until [ "$(systemctl show --value -p ActiveState dqaudit@daily.service)" = inactive ]; do sleep 0.05; done
                cp -a /var/lib/dqaudit /srv/test/state

                """)
        let calendars = try machine.folder.text(of: "calendar").split(separator: "\n")
        try #require(calendars.count == 2, "\(log)")
        #expect(calendars[0].contains("OnCalendar=*-*-* 00:00:00 ;"))
        #expect(calendars[1].contains("OnCalendar=*-*-* 06:10:00 Africa/Tunis ;"))
        #expect(try machine.verdict() == "pass")
    }

    @Test func `Patterns are matched where memory may not become code, too`() throws {
        let machine = try machine(["good": .good])
        defer { machine.stop() }
        let log = try machine.runSystemd(
            Self.audit + """
                drop_in dqaudit@.service Service MemoryDenyWriteExecute=yes
                audit good
                cp -a /var/lib/dqaudit /srv/test/state

                """)
        #expect(try results(machine) == ["good success 0"], "\(log)")
        #expect(try machine.verdict() == "pass")
    }

    @Test func `A folder without a suite is trouble`() throws {
        let machine = try machine(["good": .good])
        defer { machine.stop() }
        let log = try machine.runSystemd(Self.audit + "rm /etc/dqaudit/daily/products.yml\naudit good\n")
        #expect(try results(machine) == ["good exit-code 2"], "\(log)")
        #expect(try machine.folder.text(of: "mail-good").contains("nothing was audited"))
    }
}
