import TestSupport
import Testing

/// Exit status 2: nothing is audited, nothing is written.
@Suite(.enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct UsageErrorTests {
    /// A command line that cannot be meant, and what stderr has to say of it.
    struct Misuse: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var arguments: [String] = ["run", "suite.yml", "--uri", Misuse.nowhere]
        var checks = Shop.checks
        var environment: [String: String] = [:]
        let words: [String]

        /// Never asked: the command line is wrong.
        static let nowhere = "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200"

        init(
            _ description: String, _ arguments: [String]? = nil, checks: String? = nil,
            environment: [String: String] = [:], says words: [String]
        ) {
            testDescription = description
            if let arguments { self.arguments = arguments }
            if let checks { self.checks = checks }
            self.environment = environment
            self.words = words
        }
    }

    private static let server = ["run", "suite.yml", "--uri", Misuse.nowhere]

    static let misuses = [
        Misuse("unknown option", server + ["--no-such-option"], says: ["--no-such-option"]),
        Misuse("unknown option without a command", ["suite.yml", "--no-such-option"], says: ["--no-such-option"]),
        Misuse("option without its value", ["run", "suite.yml", "--uri"], says: ["--uri"]),
        Misuse("no suite", ["run", "--uri", Misuse.nowhere], says: ["no suite is named"]),
        Misuse("nothing at all", [], says: ["no suite is named"]),
        Misuse("suite file missing", ["run", "absent.yml", "--uri", Misuse.nowhere], says: ["absent.yml:1:1: "]),
        Misuse(
            "unknown key", checks: "  - completeness:\n      fields: [name]\n      fail_bellow: 90%",
            says: ["suite.yml:10:7: ", "fail_bellow", "did you mean 'fail_below'"]),
        Misuse(
            "unknown check", checks: "  - completness:\n      fields: [name]",
            says: ["suite.yml:8:5: ", "completness", "did you mean 'completeness'"]),
        Misuse("empty list of checks", checks: "  []", says: ["suite.yml:8:3: ", "check"]),
        Misuse("no value for checks", checks: "", says: ["suite.yml:7:", "check"]),
        Misuse(
            "malformed threshold", checks: "  - completeness:\n      fields: [name]\n      fail_below: ninety",
            says: ["suite.yml:10:19: ", "fail_below"]),
        Misuse(
            "threshold of another unit", checks: "  - freshness:\n      field: scraped_at\n      fail_above: 24%",
            says: ["suite.yml:10:19: ", "fail_above"]),
        Misuse(
            "unset variable", checks: "  - completeness:\n      fields: [\"${DQAUDIT_TEST_UNSET}\"]",
            says: ["suite.yml:9:", "DQAUDIT_TEST_UNSET"]),
        Misuse(
            "no name of a suite", checks: Shop.checks.replacing("volume:", with: "volume:\n      id: \"a b\""),
            says: ["suite.yml:"]),
        Misuse("not YAML", checks: "  - completeness: [", says: ["suite.yml:"]),
        Misuse("bad --threads", server + ["--threads", "0"], says: ["--threads 0", "from 1 to 256"]),
        Misuse(
            "bad --max-docs-per-second", server + ["--max-docs-per-second", "0"], says: ["--max-docs-per-second 0"]),
        Misuse(
            "bad --time-limit", server + ["--time-limit", "90"],
            says: ["--time-limit '90' is no duration from 1s to a year", "90s"]),
        Misuse(
            "--time-limit beyond a year", server + ["--time-limit", "367d"],
            says: ["--time-limit '367d' is no duration from 1s to a year"]),
        Misuse("--time-limit of nothing", server + ["--time-limit", "0s"], says: ["--time-limit '0s'"]),
        Misuse("bad --read-preference", server + ["--read-preference", "any"], says: ["--read-preference", "any"]),
        Misuse(
            "a server's limit for a file",
            ["run", "suite.yml", "--source", "suite.yml", "--max-docs-per-second", "5"], says: ["--source"]),
        Misuse("bad --now", server + ["--now", "yesterday"], says: ["--now", "yesterday"]),
        Misuse("--now without zone", server + ["--now", "2026-05-11T12:00:00"], says: ["--now"]),
        Misuse("bad --history", server + ["--history", "postgres:runs"], says: ["postgres"]),
        Misuse("bad --fail-on", server + ["--fail-on", "never"], says: ["--fail-on", "never"]),
        Misuse("bad --format", server + ["--format", "xml"], says: ["--format", "xml"]),
        Misuse(
            "bad --memory-limit", server + ["--memory-limit", "512"], says: ["--memory-limit", "512MB", "whole number"]),
        Misuse("--memory-limit too small", server + ["--memory-limit", "3999kB"], says: ["--memory-limit", "4MB"]),
        Misuse("bad --textfile", server + ["--textfile", "gauges.txt"], says: ["gauges.txt", ".prom"]),
        Misuse("textfile in no folder", server + ["--textfile", "no/gauges.prom"], says: ["--textfile", "/no'"]),
        Misuse("bad --pushgateway", server + ["--pushgateway", "127.0.0.1:x"], says: ["Pushgateway address"]),
        Misuse("bad --group", server + ["--group", "shop"], says: ["--group", "shop"]),
        Misuse("two sources", server + ["--source", "products.bson"], says: ["--uri", "--source"]),
        Misuse("source of no known kind", ["run", "suite.yml", "--source", "suite.yml"], says: [".jsonl"]),
        Misuse("source missing", ["run", "suite.yml", "--source", "products.bson"], says: ["no such file"]),
        Misuse("source that is a folder", ["run", "suite.yml", "--source", "."], says: ["."]),
        Misuse("two servers", server + ["--uri-file", "uri.txt"], says: ["--uri", "--uri-file"]),
        Misuse("no server", ["run", "suite.yml"], says: ["--uri", "MONGODB_URI"]),
        Misuse("no connection string", ["run", "suite.yml", "--uri", "localhost"], says: ["mongodb://"]),
        Misuse("connection string file missing", ["run", "suite.yml", "--uri-file", "no.txt"], says: ["no.txt"]),
        Misuse("empty --report-dir", server + ["--report-dir", ""], says: ["--report-dir"]),
        Misuse("unknown command of history", ["history", "forget"], says: ["forget"]),
    ]

    @Test(arguments: misuses)
    func `is told on stderr and touches nothing`(misuse: Misuse) throws {
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(checks: misuse.checks), to: "suite.yml")
        let outcome = try place.call(misuse.arguments, environment: misuse.environment)
        #expect(outcome.status == 2, "\(outcome)")
        #expect(outcome.output == "")
        for word in misuse.words { #expect(outcome.errors.contains(word), "\(outcome.errors)") }
        #expect(try place.files() == ["suite.yml"])
        #expect(!place.exists("reports"))
    }

    @Test func `one bad suite of several stops all of them`() throws {
        let place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "good.yml")
        try place.folder.write(Shop.suite(checks: "  - nonsense: {}"), to: "bad.yml")
        try place.folder.write(Shop.products(3).joined(separator: "\n"), to: "products.jsonl")
        let outcome = try place.call("run", "good.yml", "bad.yml", "--source", "products.jsonl")
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains("bad.yml:8:5: "))
        #expect(!place.exists("reports"))
    }

    @Test func `every problem of a suite is told at once`() throws {
        let place = try AuditFolder()
        try place.folder.write(
            Shop.suite(
                checks: """
                      - completeness:
                          fields: []
                          fail_below: lots
                      - freshness:
                          fail_above: 3
                          filed: scraped_at
                    """), to: "suite.yml")
        let outcome = try place.call("run", "suite.yml", "--uri", Misuse.nowhere)
        #expect(outcome.status == 2)
        let lines = outcome.errors.split(separator: "\n")
        #expect(lines.count >= 4, "\(outcome.errors)")
        #expect(lines.allSatisfy { $0.hasPrefix("suite.yml:") })
        for place in ["9:15", "10:19", "12:19", "13:7"] {
            #expect(outcome.errors.contains("suite.yml:\(place): "), "\(place) in \(outcome.errors)")
        }
    }

    @Test func `help and version are no errors`() throws {
        let place = try AuditFolder()
        for arguments in [["--help"], ["run", "--help"], ["help", "run"], ["--version"], ["history", "--help"]] {
            let outcome = try place.call(arguments)
            #expect(outcome.status == 0, "\(arguments)")
            #expect(!outcome.output.isEmpty)
            #expect(outcome.errors == "")
        }
        #expect(try place.files() == [])
    }
}
