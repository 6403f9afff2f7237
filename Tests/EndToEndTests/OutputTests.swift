import AuditModel
import Foundation
import TestSupport
import Testing

/// What stdout and stderr get. The documents come from files.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct OutputTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.products(40).joined(separator: "\n"), to: "good.jsonl")
        try place.folder.write(Shop.products(40, unnamed: 15).joined(separator: "\n"), to: "warn.jsonl")
        try place.folder.write(Shop.products(40, unnamed: 30, free: 9).joined(separator: "\n"), to: "bad.jsonl")
    }

    private func arguments(_ source: String, _ options: [String] = []) -> [String] {
        ["run", "suite.yml", "--source", source, "--now", Shop.now] + options
    }

    @Test(arguments: ["text", "json"])
    func `--quiet says nothing when everything passes`(format: String) throws {
        let outcome = try place.call(arguments("good.jsonl", ["--quiet", "--format", format]))
        #expect(outcome.status == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "")
        #expect(try place.latest().status == .pass)
    }

    @Test(arguments: [("bad.jsonl", Int32(1), "FAIL"), ("warn.jsonl", 0, "WARN"), ("absent.jsonl", 3, "ERROR")])
    func `--quiet shows the summary otherwise`(source: String, status: Int32, word: String) throws {
        if source == "absent.jsonl" { try place.folder.write("{", to: source) }
        let outcome = try place.call(arguments(source, ["--quiet"]))
        #expect(outcome.status == status, "\(outcome)")
        #expect(outcome.output.contains(word))
        #expect(outcome.output.contains("completeness"))
        let loud = try place.call(arguments(source))
        #expect(loud.output.split(separator: "\n").count == outcome.output.split(separator: "\n").count)
    }

    @Test func `stdout holds the result, stderr nothing`() throws {
        let outcome = try place.call(arguments("bad.jsonl"))
        #expect(outcome.errors == "")
        #expect(outcome.output.hasPrefix("products  shop.products  2026-05-11 12:00 UTC\nFAIL "))
        #expect(outcome.output.contains("name 25 %"), "the worst field: \(outcome.output)")
    }

    @Test(arguments: [("good.jsonl", Int32(0)), ("bad.jsonl", 1)])
    func `a reader that goes away does not change the status`(source: String, status: Int32) throws {
        let piped = try place.call(arguments(source), output: .departedReader)
        #expect(piped.status == status, "\(piped)")
        #expect(try place.latest().exitCode == Int(status))
        let json = try place.call(arguments(source, ["--format", "json"]), output: .departedReader)
        #expect(json.status == status)
        let both = try place.call(arguments(source), output: .departedReader, errors: .departedReader)
        #expect(both.status == status)
    }

    /// What does not arrive on a disk that is full must not look delivered.
    @Test(
        arguments: [("good.jsonl", Int32(4)), ("bad.jsonl", 1)],
        [["--format", "text"], ["--format", "json"], ["--exit-codes", "nagios"]])
    func `a full stdout is a failed delivery, and hides no breach`(
        case: (source: String, status: Int32), options: [String]
    )
        throws
    {
        let full = try place.call(arguments(`case`.source, options), output: .file("/dev/full"))
        let nagios: [Int32: Int32] = [4: 3, 1: 2]
        #expect(full.status == (options.contains("nagios") ? nagios[`case`.status] : `case`.status), "\(full)")
        #expect(full.errors == "dqaudit: cannot write stdout: no space left on device; write somewhere else\n")
    }

    @Test func `every command says that stdout is full`() throws {
        #expect(try place.call(arguments("good.jsonl")).status == 0)
        for command in [
            ["schema"], ["validate", "suite.yml"], ["history", "list"], ["history", "export"], ["--help"],
        ] {
            let full = try place.call(command, output: .file("/dev/full"))
            #expect(full.status == 4, "\(command): \(full)")
            #expect(full.errors.contains("cannot write stdout: no space left on device"), "\(command)")
        }
    }

    /// Some supervisors give their children a pipe that does not block.
    @Test func `a pipe that is full is waited for`() throws {
        let python = try #require(InstalledProgram("python3"))
        let script = """
            import fcntl, os, subprocess, sys, time
            reading, writing = os.pipe()
            fcntl.fcntl(writing, fcntl.F_SETPIPE_SZ, 4096)
            os.set_blocking(writing, False)
            audit = subprocess.Popen(sys.argv[2:], stdout=writing, cwd=sys.argv[1])
            os.close(writing)
            time.sleep(0.5)
            text = b""
            while part := os.read(reading, 100):
                text += part
            sys.stdout.write(text.decode())
            sys.exit(audit.wait())
            """
        let program = try #require(AuditProgram.path)
        let outcome = try python.run(
            ["-c", script, place.folder.path, program] + arguments("good.jsonl", ["--format", "json"]),
            folder: place.folder)
        #expect(outcome.exitStatus == 0, "\(outcome)")
        #expect(outcome.output.utf8.count > 4096)
        let report = try JSONSerialization.jsonObject(with: Data(outcome.output.utf8)) as? [String: Any]
        #expect(report?["run_id"] as? String == (try place.latest().runID))
    }

    @Test func `a shell pipe that reads nothing`() throws {
        let shell = try #require(InstalledProgram("sh"))
        let program = try #require(AuditProgram.path)
        let script = #"cd "$1"; shift; { "$@"; echo "status $?" >&2; } | head -c 0"#
        let outcome = try shell.run(
            ["-c", script, "sh", place.folder.path, program] + arguments("bad.jsonl"), folder: place.folder)
        #expect(outcome.errors == "status 1\n", "\(outcome)")
    }

    /// cron mails both streams.
    @Test func `a failed delivery is told once where both streams are one`() throws {
        let shell = try #require(InstalledProgram("sh"))
        let program = try #require(AuditProgram.path)
        let silent = try SilentServer()
        silent.hangUp()
        let push = arguments("good.jsonl", ["--quiet", "--pushgateway", "http://127.0.0.1:\(silent.port)"])
        let together = try shell.run(
            ["-c", #"cd "$1"; shift; "$@" 2>&1"#, "sh", place.folder.path, program] + push, folder: place.folder)
        #expect(together.exitStatus == 4)
        #expect(together.output.components(separatedBy: "cannot connect").count == 2, "\(together)")
        let apart = try place.call(push)
        #expect(apart.output.contains("cannot connect") && apart.errors.contains("cannot connect"), "\(apart)")
    }

    @Test func `a terminal of 40 columns cuts nothing off`() throws {
        let terminal = try PseudoTerminal(columns: 40, rows: 2)
        let outcome = try place.call(arguments("bad.jsonl", ["--color", "never"]), output: .terminal(terminal))
        #expect(outcome.status == 1)
        let lines = outcome.output.split(whereSeparator: \.isNewline)
        #expect(!lines.isEmpty)
        for line in lines where !line.hasPrefix("report ") { #expect(line.count <= 40, "\(line)") }
        for id in ["completeness", "freshness", "duplicates", "invalid_records", "volume"] {
            #expect(outcome.output.contains(id))
        }
        #expect(!outcome.output.contains("\u{1B}"))
    }

    @Test func `colour on a terminal, and only there or when asked for`() throws {
        func isColoured(_ options: [String], terminal: Bool, environment: [String: String] = [:]) throws -> Bool {
            let output: AuditProcess.Destination =
                terminal ? .terminal(try PseudoTerminal(columns: 100, rows: 30)) : .captured
            return try place.call(arguments("bad.jsonl", options), environment: environment, output: output)
                .output.contains("\u{1B}[")
        }
        #expect(try isColoured([], terminal: true))
        #expect(try !isColoured([], terminal: true, environment: ["NO_COLOR": "1"]))
        #expect(try !isColoured(["--color", "never"], terminal: true))
        #expect(try !isColoured([], terminal: false))
        #expect(try isColoured(["--color", "always"], terminal: false))
    }

    @Test func `closed streams change nothing`() throws {
        let options = ["--textfile", "gauges.prom"]
        let program = try place.start(arguments("bad.jsonl", options), output: .closed, errors: .closed)
        #expect(try program.finish().status == 1)
        #expect(try place.latest().status == .fail)
        #expect(try place.folder.text(of: "gauges.prom").hasPrefix("# HELP "))
        #expect(try place.call("history", "list").output.contains(try place.latest().runID))
    }

    @Test func `no connection gets the number of a closed stream`() throws {
        let silent = try SilentServer()
        let program = try place.start(
            ["run", "suite.yml", "--uri", "mongodb://127.0.0.1:\(silent.port)/"], output: .closed, errors: .closed)
        try silent.awaitCaller()
        #expect(program.file(of: 1) == "/dev/null")
        #expect(program.file(of: 2) == "/dev/null")
        program.signal(SIGTERM)
        #expect(try program.finish().status == 143)
    }

    @Test(.enabled(if: SmallDisk.isPermitted, "\(SmallDisk.absence)"))
    func `a machine without shared memory changes nothing`() throws {
        let program = try #require(AuditProgram.path)
        let unshare = try #require(InstalledProgram("unshare"))
        let script = #"mount -t tmpfs -o ro none /dev/shm && cd "$1" && shift && exec "$@""#
        let outcome = try unshare.run(
            ["--mount", "/bin/sh", "-c", script, "sh", place.folder.path, program]
                + arguments("good.jsonl", ["--quiet"]), folder: place.folder)
        #expect(outcome.exitStatus == 0)
        #expect(outcome.output == "")
        #expect(outcome.errors == "", "libraries are silent, too: cron mails what they say")
    }

    @Test func `help answers at once`() throws {
        let clock = ContinuousClock()
        var best = Duration.seconds(9)
        for _ in 0..<5 { best = min(best, try clock.measure { try place.call("--help") }) }
        // 50 ms are promised of the release build on a quiet machine.
        #expect(best < .seconds(1))
    }
}
