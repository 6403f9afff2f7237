import Foundation
import TestSupport

/// Every kind of audit as flow runs on a real Prefect server, and what the server's API says of them afterwards.
struct PrefectProof: Sendable {
    /// Where `report_url` says that reports are served.
    static let reportURL = "https://reports.example.org/dqaudit/"
    /// A password and a value of a document: neither may be shown anywhere.
    static let password = "pass-marker-4711"
    static let value = "value-marker-4712"

    /// The runs that all tests look at; the first test makes them.
    static func shared() async throws -> PrefectProof { try await common.value }
    private static let common = Task { try await PrefectProof() }

    let result: RunnerResult
    let flowRuns: [PrefectFlowRun]
    let taskRuns: [PrefectTaskRun]
    let artifacts: [PrefectArtifact]
    let deployments: [PrefectDeployment]
    /// Every answer of the API as text.
    let texts: String
    /// The states that the suite of an unreachable database went through, oldest first.
    let unreachableHistory: [PrefectState]
    let pages: [String]
    let reportDirectory: String

    /// What prefect_runs.py tells.
    struct RunnerResult: Decodable, Sendable {
        let runs: [String: String]
        let deployment: String
        let deployed: String
        let cancelled: String
        let stopped: String
        let command: [String]
        let left: [[String]]
    }

    private init() async throws {
        let folder = try TemporaryFolder()
        let server = try PrefectServer(folder: folder)
        defer { server.stop() }
        let shop = try TestDatabase("prefect")
        try Self.plant(shop)
        try Self.writeSuites(folder, database: shop.name)
        result = try Self.run(folder, server, shop)

        var texts = ""
        func all<Object: Decodable>(_ kind: String, _ type: Object.Type) async throws -> [Object] {
            let (objects, text) = try await server.all(kind, of: type)
            texts += text
            return objects
        }
        flowRuns = try await all("flow_runs", PrefectFlowRun.self)
        // States of tasks and lines of logs reach the server a little later than those of flows.
        var taskRuns = try await all("task_runs", PrefectTaskRun.self)
        for _ in 0..<200 where !taskRuns.allSatisfy({ $0.state?.isFinal == true }) {
            try await Task.sleep(for: .milliseconds(50))
            taskRuns = try await server.all("task_runs", of: PrefectTaskRun.self).objects
        }
        self.taskRuns = taskRuns
        _ = try await all("task_runs", PrefectTaskRun.self)
        artifacts = try await all("artifacts", PrefectArtifact.self)
        deployments = try await all("deployments", PrefectDeployment.self)
        _ = try await all("logs", PrefectLogLine.self)
        self.texts = texts
        let unreachable = taskRuns.first { [runs = result.runs] in $0.flowRunId == runs["unreachable"] }
        unreachableHistory = try await server.get("task_run_states/?task_run_id=\(unreachable?.id ?? "")")
        pages = try FileManager.default.subpathsOfDirectory(atPath: folder.path("reports"))
        reportDirectory = folder.path("reports")
    }

    /// 100 products, a quarter without a name, one with a currency that no suite allows.
    private static func plant(_ shop: TestDatabase) throws {
        try shop.insert(
            json: (0..<100).map { number in
                let name = number % 4 == 0 ? "" : "product \(number)"
                let currency = number == 7 ? value : "TND"
                return #"{"_id": \#(number), "name": "\#(name)", "currency": "\#(currency)"}"#
            }, into: "products")
    }

    private static func writeSuites(_ folder: TemporaryFolder, database: String) throws {
        try FileManager.default.createDirectory(atPath: folder.path("suites"), withIntermediateDirectories: true)
        func write(_ name: String, in place: String = "", _ checks: String...) throws {
            let lines = ["version: 1", "suite: \(name)", "source: { database: \(database), collection: products }"]
            let text = (lines + ["checks:"] + checks.map { "  - \($0)" }).joined(separator: "\n") + "\n"
            try folder.write(text, to: "\(place)\(name).yml")
        }
        let passing = "completeness: { fields: [name], fail_below: 50% }"
        let failing = "completeness: { id: names, fields: [name], fail_below: 90% }"
        let values = "invalid_records: { rules: [{ field: currency, in: [TND] }], fail_above: 0 }"
        let warning = "completeness: { id: names, fields: [name], warn_below: 90% }"
        let wrong = "compleetness: { fields: [name] }"
        for name in [
            "passing", "undelivered", "unreachable", "interrupted", "slow", "killed", "deployed", "cancelled",
            "stopped",
        ] {
            try write(name, passing)
        }
        try write("warned", passing, warning)
        try write("breached", passing, failing, values)
        try write("misconfigured", wrong)
        try write("Good_one", in: "suites/", passing)
        try write("bad", in: "suites/", failing)
        try write("wrong", in: "suites/", wrong)
    }

    private static func run(
        _ folder: TemporaryFolder, _ server: PrefectServer, _ shop: TestDatabase
    ) throws -> RunnerResult {
        guard let python = DeploymentPrograms.prefect, let dqaudit = DeploymentPrograms.dqaudit else {
            throw FixtureError(DeploymentPrograms.noPrefect)
        }
        // A copy, because nothing may be left in the project's folder.
        try FileManager.default.copyItem(atPath: ProjectFolder.path("cron/prefect"), toPath: folder.path("flow"))
        let plan = try JSONSerialization.data(withJSONObject: plan(folder, shop))
        let planPath = try folder.write(plan, to: "plan.json")
        let resultPath = folder.path("result.json")
        let runner = try GuardedProcess(
            "/usr/bin/env",
            server.settings + [
                "MONGODB_URI=\(shop.uri)", "DQAUDIT_PROGRAM=\(dqaudit.path)", python.path,
                ProjectFolder.path("Tests/DeploymentTests/prefect_runs.py"), planPath, resultPath,
            ], log: folder.path("prefect-runs.log"))
        defer { runner.stop() }
        try runner.wait(until: "the flows have run", within: .seconds(480)) {
            FileManager.default.fileExists(atPath: resultPath)
        }
        let decoder = JSONDecoder()
        return try decoder.decode(RunnerResult.self, from: Data(folder.read("result.json")))
    }

    private static func plan(_ folder: TemporaryFolder, _ shop: TestDatabase) -> [String: Any] {
        func parameters(_ suite: String, _ more: [String: Any] = [:]) -> [String: Any] {
            ["suites": [folder.path(suite)], "report_dir": folder.path("reports"), "retry_delay_seconds": 0]
                .merging(more) { $1 }
        }
        // Nobody listens on port 1.
        let unreachable = "mongodb://auditor:\(password)@127.0.0.1:1/?serverSelectionTimeoutMS=200"
        return [
            "folder": folder.path("flow"),
            "secrets": ["shop": shop.uri, "unreachable": unreachable],
            "runs": [
                "passing": parameters("passing.yml"),
                "warned": parameters("warned.yml"),
                "breached": parameters("breached.yml", ["uri_secret": "shop", "report_url": reportURL]),
                "undelivered": parameters("undelivered.yml", ["options": ["--pushgateway", "http://127.0.0.1:9"]]),
                "misconfigured": parameters("misconfigured.yml"),
                "mixed": parameters("suites", ["at_once": 3]),
                "unreachable": parameters(
                    "unreachable.yml", ["uri_secret": "unreachable", "retries": 2, "retry_delay_seconds": 0.5]),
                "interrupted": parameters("interrupted.yml", ["uri_secret": "silent-interrupted"]),
                "slow": parameters("slow.yml", ["uri_secret": "silent-slow", "timeout_seconds": 1, "retries": 0]),
                "told": parameters("passing.yml", ["options": ["--uri=mongodb://127.0.0.1"]]),
                "blockless": parameters("passing.yml", ["uri_secret": "nowhere"]),
                "nothing": ["suites": [String]()],
            ],
            "killed": parameters("killed.yml", ["uri_secret": "silent-killed"]),
            "deployed": parameters("deployed.yml"),
            "cancelled": parameters("cancelled.yml", ["uri_secret": "silent-cancelled", "retries": 0]),
            "stopped": parameters("stopped.yml", ["uri_secret": "silent-stopped", "retries": 0]),
        ]
    }
}
