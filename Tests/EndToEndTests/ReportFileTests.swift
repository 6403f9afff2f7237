import AuditModel
import Foundation
import TestSupport
import Testing

/// The JSON report: contract keys, the same bytes for the same data, nothing else left behind.
@Suite(.enabled(if: AuditProgram.isReady, "\(AuditProgram.absence)"))
struct ReportFileTests {
    private let place: AuditFolder
    private let database: TestDatabase

    init() throws {
        place = try AuditFolder()
        database = try TestDatabase("report")
        try database.insert(json: Shop.products(40, unnamed: 3, free: 2, repeated: 2), into: "products")
        try place.folder.write(Shop.suite(database: database.name), to: "suite.yml")
    }

    private func audit(_ options: String...) throws -> AuditOutcome {
        try place.call(["run", "suite.yml", "--uri", database.uri, "--now", Shop.now] + options)
    }

    private func object(_ bytes: [UInt8]) throws -> [String: Any] {
        try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    }

    @Test func `has every key of format version 1`() throws {
        #expect(try audit().status == 0)
        let report = try object(try place.folder.read("reports/products/latest.json"))
        let keys = [
            "format_version", "run_id", "suite", "status", "exit_code", "started_at", "finished_at", "now",
            "duration_seconds", "dqaudit_version", "source", "scan", "checks", "deliveries",
        ]
        for key in keys { #expect(report[key] != nil, "\(key)") }
        #expect(report["format_version"] as? Int == 1)
        #expect(report["now"] as? String == Shop.now)
        #expect((report["started_at"] as? String)?.hasSuffix("Z") == true)
        let source = try #require(report["source"] as? [String: Any])
        for key in ["kind", "database", "collection", "server_version", "consistency"] {
            #expect(source[key] != nil, "source.\(key)")
        }
        #expect(source["kind"] as? String == "mongodb")
        let scan = try #require(report["scan"] as? [String: Any])
        for key in ["documents", "bytes", "partitions", "threads", "seconds", "server_operations", "peak_memory_bytes"]
        {
            #expect((scan[key] as? Double ?? 0) > 0, "scan.\(key)")
        }
        let checks = try #require(report["checks"] as? [[String: Any]])
        #expect(checks.count == 5)
        for check in checks {
            for key in [
                "id", "kind", "status", "reason", "segment", "value", "unit", "thresholds", "baseline", "details",
                "evidence",
            ] { #expect(check[key] != nil, "checks[].\(key)") }
        }
        #expect((checks[0]["thresholds"] as? [String: Any])?["fail_below"] as? Double == 90)
        for delivery in try #require(report["deliveries"] as? [[String: Any]]) {
            #expect(Set(delivery.keys) == ["sink", "status", "error"])
        }
    }

    @Test func `latest is the run's own file, and no temporary file is left`() throws {
        let outcome = try audit()
        let id = try place.latest().runID
        #expect(id.hasPrefix("20260511T120000Z-"))
        let names = try place.files(in: "reports")
        #expect(names.filter { $0.hasSuffix(".json") } == ["products/\(id).json", "products/latest.json"])
        #expect(
            try place.folder.read("reports/products/latest.json")
                == place.folder.read("reports/products/\(id).json"))
        #expect(
            try place.folder.read("reports/products/latest.html")
                == place.folder.read("reports/products/\(id).html"))
        #expect(outcome.output.contains("report reports/products/\(id).html\n"), "\(outcome.output)")
        let known = ["history.sqlite", "index.html", "products/\(id)", "products/latest"]
        #expect(names.allSatisfy { name in known.contains { name.hasPrefix($0) } }, "\(names)")
        #expect(!names.contains { $0.contains(".tmp") || $0.contains("/.") }, "\(names)")
    }

    @Test func `the same data, suite and clock give the same bytes`() throws {
        _ = try audit()
        _ = try audit()
        let names = try place.folder.names(in: "reports/products").filter {
            $0.hasPrefix("2026") && $0.hasSuffix(".json")
        }
        #expect(names.count == 2, "each run has an id of its own")
        let texts = try names.map { normalised(try place.folder.text(of: "reports/products/\($0)")) }
        #expect(texts.first == texts.last)
        #expect(texts.first?.contains("run_id\" : *") == true, "the comparison leaves something out")
    }

    /// The report without instants, durations, memory and the run's id.
    private func normalised(_ text: String) -> String {
        let varying = [
            "duration_seconds", "finished_at", "started_at", "run_id", "peak_memory_bytes", "seconds", "cluster_time",
        ]
        return text.split(separator: "\n").map { line in
            guard let key = varying.first(where: { line.contains("\"\($0)\" : ") }) else { return String(line) }
            // A unit is no number of the clock.
            return line.contains("\"unit\"") ? String(line) : "\"\(key)\" : *"
        }.joined(separator: "\n")
    }

    @Test func `--format json puts exactly the report on stdout`() throws {
        let outcome = try audit("--format", "json", "--textfile", "gauges.prom")
        #expect(outcome.status == 0)
        #expect(outcome.errors == "")
        #expect(outcome.output.hasPrefix("{\n"))
        #expect(outcome.output.hasSuffix("\n}\n"))
        var shown = try object(Array(outcome.output.utf8))
        var written = try object(try place.folder.read("reports/products/latest.json"))
        let deliveries = shown["deliveries"] as? [[String: Any]]
        // A file cannot tell of its own writing.
        #expect(deliveries?.contains { $0["sink"] as? String == "json" } == true)
        shown["deliveries"] = nil
        written["deliveries"] = nil
        #expect(NSDictionary(dictionary: shown).isEqual(to: written))
    }

    @Test func `values of documents stay out`() throws {
        try database.insert(
            json: [#"{"_id": "prod_x", "name": "Velociraptor", "price": -7, "url": "ftp://velociraptor.example"}"#],
            into: "products")
        let outcome = try audit("--textfile", "gauges.prom")
        #expect(outcome.status == 1)
        #expect(try place.contains("elociraptor") == [])
        #expect(!outcome.output.contains("elociraptor"))
    }

    @Test func `suites whose names meet the folder's own names keep apart`() throws {
        let names = ["latest", "Latest", "history.sqlite", "history.sqlite-wal", "a.b", "a_b", "a-b"]
        for (index, name) in names.enumerated() {
            try place.folder.write(Shop.suite(name, database: database.name), to: "suite-\(index).yml")
        }
        let outcome = try place.call(
            ["run"] + names.indices.map { "suite-\($0).yml" } + ["--uri", database.uri, "--now", Shop.now])
        #expect(outcome.status == 0, "\(outcome)")
        let folders = try place.files(in: "reports").filter { $0.hasSuffix("/latest.json") }
        #expect(Set(folders).count == names.count, "\(folders)")
        #expect(try place.files().allSatisfy { $0.hasPrefix("reports/") || $0.hasSuffix(".yml") })
        let list = try place.call("history", "list")
        for name in names { #expect(list.output.contains(" \(name) "), "\(list)") }
    }

    @Test func `audits at the same time share a folder and a history`() throws {
        let names = (0..<4).map { "suite\($0)" }
        let programs = try names.map { name in
            try place.folder.write(Shop.suite(name, database: database.name), to: "\(name).yml")
            return try place.start(
                ["run", "\(name).yml", "--uri", database.uri, "--now", Shop.now, "--textfile", "gauges.prom"])
        }
        for program in programs {
            let outcome = try program.finish()
            #expect(outcome.status == 0, "\(outcome)")
        }
        let list = try place.call("history", "list").output
        for name in names {
            let run = try place.latest(name).runID
            #expect(try place.runs(name).map(\.runID) == [run])
            #expect(list.contains(run), "\(list)")
        }
        #expect(try !place.files().contains { $0.contains(".tmp") || $0.contains(".lock") })
    }

    @Test func `the command line outweighs the environment`() throws {
        let outcome = try place.call(
            "run", "suite.yml", "--uri", database.uri, "--history", "none",
            environment: ["MONGODB_URI": "mongodb://127.0.0.1:1/?serverSelectionTimeoutMS=100"])
        #expect(try place.latest().source.serverVersion != nil, "\(outcome)")
    }

    @Test func `--report-dir and its variable`() throws {
        let uri = database.uri
        _ = try place.call("run", "suite.yml", "--uri", uri, environment: ["DQAUDIT_REPORT_DIR": "by/variable"])
        #expect(place.exists("by/variable/products/latest.json"))
        #expect(place.exists("by/variable/history.sqlite"))
        _ = try place.call(
            "run", "suite.yml", "--uri", uri, "--report-dir", "by/option", "--history", "none",
            environment: ["DQAUDIT_REPORT_DIR": "neither"])
        #expect(place.exists("by/option/products/latest.json"))
        #expect(!place.exists("by/option/history.sqlite"))
        #expect(!place.exists("neither"))
        #expect(!place.exists("reports"))
    }
}
