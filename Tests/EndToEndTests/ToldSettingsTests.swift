import AuditModel
import Foundation
import Reporting
import TestSupport
import Testing

/// A report says which options were not left at their defaults.
@Suite("Settings in the report", .enabled(if: AuditProgram.path != nil, "\(AuditProgram.absence)"))
struct ToldSettingsTests {
    private let place: AuditFolder

    init() throws {
        place = try AuditFolder()
        try place.folder.write(Shop.suite(), to: "suite.yml")
        try place.folder.write(Shop.products(20).joined(separator: "\n"), to: "products.jsonl")
    }

    /// A value for each option, and as what it is told where that differs.
    private let options: [(name: String, value: String?, told: String?)] = [
        ("--uri", "mongodb://auditor:Quokka@127.0.0.1:1/?authSource=admin&serverSelectionTimeoutMS=200", "127.0.0.1:1"),
        ("--report-dir", "here", nil), ("--keep-reports", "5", nil), ("--history", "none", nil),
        ("--pushgateway", "http://pusher:Zebra@127.0.0.1:1/x/", "http://127.0.0.1:1/x"), ("--textfile", "g.prom", nil),
        ("--junit", "j.xml", nil), ("--markdown", "m.md", nil),
        ("--group", "team=a", nil), ("--memory-limit", "64mib", "64MiB"), ("--fail-on", "warn", nil),
        ("--exit-codes", "nagios", nil), ("--threads", "3", nil), ("--max-docs-per-second", "5000", nil),
        ("--time-limit", "90s", nil), ("--wait", "5s", nil),
        ("--read-preference", "nearest", nil),
        ("--show-values", nil, nil),
        ("--now", "2026-05-11T13:00:00+01:00", "2026-05-11T12:00:00Z"), ("--format", "json", nil),
        ("--quiet", nil, nil), ("--lang", "fr", nil), ("--color", "never", nil),
    ]

    @Test("tells every option of --help, in its order, without secrets")
    func all() throws {
        let outcome = try place.call(["run", "suite.yml"] + options.flatMap { [$0.name, $0.value].compactMap { $0 } })
        #expect(outcome.status == 3, "\(outcome)")
        let settings = try #require(
            try JSONReport.report(from: place.folder.read("here/products/latest.json")).settings)
        #expect(settings == options.map { RunSetting($0.name, $0.told ?? $0.value) })
        #expect(try place.contains("Quokka") == [] && (try place.contains("Zebra")) == [])

        // What help knows, but for what reads no data, what cannot go with the others, and help itself.
        let help = try place.call("run", "--help").output
        let known = help.matches(of: /(?m)^  (--[a-z-]+)/).map { String($0.output.1) }
        #expect(
            known.filter { !["--uri-file", "--source", "--explain", "--version", "--help"].contains($0) }
                == options.map(\.name))
    }

    @Test("tells nothing of what was left alone")
    func none() throws {
        try place.call("run", "suite.yml", "--source", "products.jsonl", environment: ["MONGODB_URI": Shop.nowhere])
        #expect(try place.latest().settings == [RunSetting("--source", "products.jsonl")])
        // As written: the default said aloud is the default.
        try place.call("run", "suite.yml", "--source", "products.jsonl", "--fail-on", "fail", "--memory-limit", "512MB")
        #expect(try place.latest().settings == [RunSetting("--source", "products.jsonl")])
    }

    @Test("tells what the environment said, and what said it")
    func environment() throws {
        let variables = [
            "MONGODB_URI": "mongodb://auditor:Quokka@127.0.0.1:1/?serverSelectionTimeoutMS=200",
            "DQAUDIT_REPORT_DIR": "there",
            "DQAUDIT_HISTORY": "none", "DQAUDIT_PUSHGATEWAY": "http://127.0.0.1:1",
            "DQAUDIT_PUSHGATEWAY_TOKEN": "Zebra",
            "DQAUDIT_LANG": "fr",
        ]
        try place.call(["run", "suite.yml"], environment: variables)
        let settings = try JSONReport.report(from: place.folder.read("there/products/latest.json")).settings
        #expect(
            settings == [
                RunSetting("--uri", "127.0.0.1:1", variable: "MONGODB_URI"),
                RunSetting("--report-dir", "there", variable: "DQAUDIT_REPORT_DIR"),
                RunSetting("--history", "none", variable: "DQAUDIT_HISTORY"),
                RunSetting("--pushgateway", "http://127.0.0.1:1", variable: "DQAUDIT_PUSHGATEWAY"),
                RunSetting("--lang", "fr", variable: "DQAUDIT_LANG"),
            ])
        #expect(try place.contains("Quokka") == [] && (try place.contains("Zebra")) == [])
        // The option wins, and the variable is not named.
        try place.folder.write("mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=200", to: "uri.txt")
        try place.call(
            ["run", "suite.yml", "--uri-file", "uri.txt", "--history", "sqlite:own.sqlite"], environment: variables)
        let second = try JSONReport.report(from: place.folder.read("there/products/latest.json")).settings
        #expect(second?.prefix(3).map(\.name) == ["--uri-file", "--report-dir", "--history"])
        #expect(second?[0].value == "uri.txt" && second?[2] == RunSetting("--history", "sqlite:own.sqlite"))
    }
}
