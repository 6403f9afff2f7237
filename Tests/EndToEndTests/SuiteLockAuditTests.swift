import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// Two audits of one suite, where the first hangs at a server that says nothing.
@Suite("One audit of a suite at a time", .enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct SuiteLockAuditTests {
    private let place: AuditFolder
    private let silent: SilentServer
    private let lock = "reports/products/.lock"

    init() throws {
        place = try AuditFolder()
        silent = try SilentServer()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.products(20).joined(separator: "\n"), to: "products.jsonl")
    }

    /// An audit that has begun and does not end by itself.
    private func hanging() throws -> AuditProcess {
        let program = try place.start([
            "run", "suite.yml", "--uri",
            "mongodb://127.0.0.1:\(silent.port)/?serverSelectionTimeoutMS=60000&connectTimeoutMS=60000",
        ])
        try silent.awaitCaller()
        return program
    }

    private let other = ["run", "suite.yml", "--source", "products.jsonl", "--now", Shop.now]

    @Test("turns the second away with exit status 3, who is there, and what to do")
    func refused() throws {
        let first = try hanging()
        let owner = try place.folder.text(of: lock)
        let outcome = try place.call(other)
        #expect(outcome.status == 3, "\(outcome)")
        #expect(outcome.output == "")
        let said = try #require(
            outcome.errors.firstMatch(of: /by process (\d+) on (\S+) since (\S+Z), for \d+s: wait with/))
        #expect(outcome.errors.contains("suite 'products' is being audited already"))
        #expect(outcome.errors.contains("--wait 10m"))
        for word in [said.output.1, said.output.2, said.output.3] { #expect(owner.contains(word), "\(owner)") }
        #expect(try place.files(in: "reports") == ["products/.lock"], "nothing but the lock of the first")
        withExtendedLifetime(first) {}
    }

    @Test("tells the other programs: Nagios, JUnit")
    func told() throws {
        let first = try hanging()
        let nagios = try place.call(other + ["--exit-codes", "nagios", "--junit", "j.xml"])
        #expect(nagios.status == 3, "\(nagios)")
        let line = "UNKNOWN - no suite was audited: suite 'products' is being audited already, "
        #expect(nagios.output.hasPrefix(line), "\(nagios)")
        let junit = try place.folder.text(of: "j.xml")
        #expect(junit.contains("is being audited already") && junit.contains("type=\"incomplete\""), "\(junit)")
        // The line says what its status comes of, also when it is quiet and the other suite passes.
        try place.folder.write(Shop.suite("second"), to: "then.yml")
        let both = ["run", "suite.yml", "then.yml", "--source", "products.jsonl", "--now", Shop.now]
        for quiet in [[], ["--quiet"]] {
            let outcome = try place.call(both + ["--exit-codes", "nagios"] + quiet)
            #expect(outcome.status == 3, "\(outcome)")
            #expect(outcome.output.hasPrefix("UNKNOWN - suite 'products' is being audited already, "), "\(outcome)")
            #expect(outcome.output.contains("; second ("), "\(outcome)")
        }
        withExtendedLifetime(first) {}
    }

    @Test("audits the other suites all the same, and the same suite into another folder")
    func others() throws {
        let first = try hanging()
        try place.folder.write(Shop.suite("second"), to: "then.yml")
        let both = try place.call(["run", "suite.yml", "then.yml", "--source", "products.jsonl", "--now", Shop.now])
        #expect(both.status == 3, "\(both)")
        #expect(try place.latest("second").status == .pass)
        #expect(!place.exists("reports/products/latest.json"))
        #expect(try place.call(other + ["--report-dir", "elsewhere"]).status == 0)
        #expect(try place.files(in: "elsewhere/products").contains(".lock") == false)
        withExtendedLifetime(first) {}
    }

    @Test("waits as long as it is told, by option or variable, and not longer")
    func patience() throws {
        let first = try hanging()
        for (options, variables) in [(["--wait", "1s"], [:]), ([], ["DQAUDIT_WAIT": "1s"])] {
            let outcome = try place.call(other + options, environment: variables)
            #expect(outcome.status == 3, "\(outcome)")
            #expect(outcome.errors.contains("waiting for the end of it"), "\(outcome)")
            #expect(outcome.errors.contains("did not change in 1s"), "\(outcome)")
        }
        let hasty = try place.call(other + ["--wait", "0s"], environment: ["DQAUDIT_WAIT": "60s"])
        #expect(hasty.status == 3 && hasty.errors.contains("wait with --wait 10m"), "\(hasty)")
        #expect(try place.call(other + ["--wait", "soon"]).status == 2)
        let variable = try place.call(other, environment: ["DQAUDIT_WAIT": "10"])
        #expect(variable.status == 2 && variable.errors.contains("DQAUDIT_WAIT '10'"), "\(variable)")
        withExtendedLifetime(first) {}
    }

    @Test("goes on as soon as the other has ended")
    func relieved() throws {
        let first = try hanging()
        let second = try place.start(other + ["--wait", "60s"])
        try second.awaitErrors(containing: "waiting for the end of it")
        first.signal(SIGTERM)
        #expect(try first.finish().status == 143)
        let outcome = try second.finish()
        #expect(outcome.status == 0, "\(outcome)")
        #expect(!outcome.errors.contains("crashed"), "the first let go in good order")
        #expect(!place.exists(lock))
        #expect(try place.latest().status == .pass)
    }

    @Test("takes over what a killed process left behind, and says so unless it is quiet")
    func abandoned() throws {
        for options in [[], ["--quiet"]] {
            let silent = try SilentServer()
            let first = try place.start(["run", "suite.yml", "--uri", "mongodb://127.0.0.1:\(silent.port)"])
            try silent.awaitCaller()
            first.signal(SIGKILL)
            #expect(try first.finish().status == -SIGKILL)
            #expect(place.exists(lock))
            let outcome = try place.call(other + options)
            #expect(outcome.status == 0, "\(outcome)")
            #expect(outcome.errors.contains("was killed or crashed") == options.isEmpty, "\(outcome)")
            #expect(!place.exists(lock))
        }
    }

    @Test("gives up waiting on a signal", arguments: StopSignal.allCases)
    func interrupted(signal: StopSignal) throws {
        let first = try hanging()
        try place.folder.write(Shop.suite("second"), to: "then.yml")
        let second = try place.start(
            ["run", "suite.yml", "then.yml", "--source", "products.jsonl", "--now", Shop.now, "--wait", "60s"])
        try second.awaitErrors(containing: "waiting for the end of it")
        second.signal(signal.number)
        let outcome = try second.finish()
        #expect(outcome.status == signal.status, "\(outcome)")
        #expect(outcome.errors.contains("of suite 'products' nothing was written"), "\(outcome)")
        #expect(!place.exists("reports/second"), "the next suite is not begun")
        withExtendedLifetime(first) {}
    }

    @Test("lets a crowd through one by one, each once")
    func crowd() throws {
        let programs = try (0..<6).map { number in
            try place.start(other.dropLast() + ["2026-05-11T12:0\(number):00Z", "--wait", "60s"])
        }
        for program in programs {
            let outcome = try program.finish()
            #expect(outcome.status == 0, "\(outcome)")
        }
        #expect(try place.runs().count == 6)
        #expect(!place.exists(lock))
        #expect(try place.call("history", "list", "--report-dir", "reports").output.matches(of: /12:0\d/).count >= 6)
    }

    @Test("audits where no lock can be had, and tells of the folder as before")
    func unwritable() throws {
        try place.folder.write("a file", to: "reports")
        let outcome = try place.call(other + ["--history", "none"])
        #expect(outcome.status == 4, "\(outcome)")
        #expect(outcome.errors.contains("a part of the path is a file"), "\(outcome)")
    }

    /// Root may write everywhere unless it gives that right away.
    @Test("takes another user's folder for what it is, and for no audit under way")
    func foreign() throws {
        try place.call(other)
        let folder = place.folder.path("reports/products")
        if geteuid() == 0 { chown(folder, 65534, 65534) }
        chmod(folder, 0o555)
        defer { chmod(folder, 0o755) }
        let setpriv = try #require(InstalledProgram("setpriv"))
        let program = try #require(AuditProgram.path)
        let right = "-dac_override"
        let outcome = try setpriv.run(
            (geteuid() == 0 ? ["--bounding-set", right, "--inh-caps", right] : []) + ["--", program, "run"]
                + [place.folder.path("suite.yml"), "--source", place.folder.path("products.jsonl"), "--now", Shop.now]
                + ["--report-dir", place.folder.path("reports"), "--history", "none"],
            environment: AuditProgram.environment([:]), folder: place.folder)
        #expect(outcome.exitStatus == 4, "\(outcome)")
        #expect(outcome.errors.contains("permission denied"), "\(outcome)")
        #expect(!outcome.errors.contains("audited already"), "\(outcome)")
    }
}
