import Foundation
import TestSupport
import Testing

/// The jobs for CI servers: their files are valid, and their scripts, run as the server runs them, gate on the data.
@Suite(
    .enabled(
        if: SchedulerPrograms.python != nil && DeploymentPrograms.bash != nil,
        "python3 and bash are not on PATH: see scripts/setup"))
struct PipelineJobTests {
    private let folder: TemporaryFolder

    init() throws { folder = try TemporaryFolder() }

    @Test(arguments: PipelineFile.allCases)
    func `The file obeys the schema of its server`(file: PipelineFile) throws {
        let outcome = try #require(SchedulerPrograms.python).run(
            ["-m", "check_jsonschema", "--builtin-schema", file.schema, file.path], folder: folder)
        #expect(outcome.exitStatus == 0, "\(outcome.output)\(outcome.errors)")
    }

    /// Secrets are no part of a script: a server prints scripts, and process lists show them.
    @Test(arguments: PipelineFile.allCases)
    func `No script holds a secret`(file: PipelineFile) throws {
        let names = ["secrets.MONGODB_URI", "MONGODB_URI", "vars.DQAUDIT_DEB", "DQAUDIT_DEB"]
        let values = Dictionary(uniqueKeysWithValues: names.map { ($0, "value of \($0)") })
        let steps = try file.steps(values, folder: folder)
        for step in steps { #expect(!step.script.contains("${{") && !step.script.contains("MONGODB_URI")) }
        #expect(steps.last?.environment["MONGODB_URI"]?.hasPrefix("value of ") == true)
    }

    /// What a job left behind.
    private struct Job {
        var status: Int32 = 0
        var log = ""
        var summary = ""
    }

    /// Runs everything but the installation, which takes a package from somewhere.
    private func run(_ file: PipelineFile, _ variables: [String: String], history: String = "none") throws -> Job {
        let program = try #require(DeploymentPrograms.dqaudit)
        let bash = try #require(DeploymentPrograms.bash)
        for name in ["bin", "checkout/checks"] {
            try FileManager.default.createDirectory(atPath: folder.path(name), withIntermediateDirectories: true)
        }
        let place = folder.path("bin/dqaudit")
        try FileManager.default.createSymbolicLink(atPath: place, withDestinationPath: program.path)
        try folder.write(AuditedServer.suite, to: "checkout/checks/products.yml")
        var values = ["vars.DQAUDIT_HISTORY": history, "DQAUDIT_HISTORY": history]
        values["secrets.MONGODB_URI"] = variables["MONGODB_URI"]
        values["MONGODB_URI"] = variables["MONGODB_URI"]
        var environment = ["PATH": folder.path("bin") + ":/usr/bin:/bin", "HOME": folder.path]
        environment["MONGODB_DATABASE"] = variables["MONGODB_DATABASE"]
        if file == .github {
            environment["GITHUB_ACTIONS"] = "true"
            environment["GITHUB_STEP_SUMMARY"] = folder.path("summary")
            environment["GITHUB_WORKSPACE"] = folder.path("checkout")
        }
        var job = Job()
        let steps = try file.steps(values, folder: folder)
        #expect(["Install dqaudit", "before_script"].contains(try #require(steps.first).name))
        for step in steps.dropFirst() where job.status == 0 {
            let script = try folder.write("cd '\(folder.path("checkout"))'\n" + step.script, to: "step")
            let outcome = try bash.run(
                ["--noprofile", "--norc", "-eo", "pipefail", script],
                environment: environment.merging(step.environment) { $1 }, folder: folder)
            job.status = outcome.exitStatus
            job.log += outcome.output + outcome.errors
        }
        let summary = file == .github ? "summary" : "checkout/dqaudit-reports/summary.md"
        job.summary = (try? folder.text(of: summary)) ?? ""
        return job
    }

    /// JUnit as a server reads it.
    private func junit() throws -> String {
        let path = folder.path("checkout/dqaudit-reports/junit.xml")
        let outcome = try #require(SchedulerPrograms.xmllint).run(["--noout", path], folder: folder)
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        return try String(contentsOfFile: path, encoding: .utf8)
    }

    private static let canRun =
        MongodFixture.isAvailable && DeploymentPrograms.dqaudit != nil && SchedulerPrograms.xmllint != nil
    private static let cannotRun = "needs mongod, xmllint and DQAUDIT_TEST_BINARY: see scripts/setup"

    @Test(.enabled(if: canRun, "\(cannotRun)"), arguments: PipelineFile.allCases)
    func `Good data pass`(file: PipelineFile) throws {
        let job = try run(file, try AuditedServer("pipeline").variables(.good))
        #expect(job.status == 0, "\(job.log)")
        #expect(job.log.localizedCaseInsensitiveContains("no check failed"))
        #expect(!job.log.contains("::error"))
        #expect(job.summary.contains("products"))
        #expect(try !junit().contains("<failure"))
    }

    @Test(.enabled(if: canRun, "\(cannotRun)"), arguments: PipelineFile.allCases)
    func `A breach fails the job, and says where`(file: PipelineFile) throws {
        let job = try run(file, try AuditedServer("pipeline").variables(.broken))
        #expect(job.status == 1, "\(job.log)")
        #expect(job.log.localizedCaseInsensitiveContains("a threshold is breached"))
        #expect(job.summary.contains("completeness"))
        #expect(try junit().contains("<failure"))
        #expect(job.log.contains("::error file=checks/products.yml,line=5") == (file == .github), "\(job.log)")
        let reports = try folder.names(in: "checkout/dqaudit-reports/products")
        #expect(reports.contains("latest.html"))
    }

    @Test(.enabled(if: canRun, "\(cannotRun)"), arguments: PipelineFile.allCases)
    func `An audit that could not be completed fails the job, and is told apart`(file: PipelineFile) throws {
        let job = try run(file, try AuditedServer("pipeline").variables(.unreachable))
        #expect(job.status == 3, "\(job.log)")
        #expect(job.log.contains("this says nothing about the data"))
        #expect(!job.log.localizedCaseInsensitiveContains("a threshold is breached"))
        #expect(try junit().contains("<error"))
    }

    /// GitHub has no job in between; GitLab has `allow_failure`.
    @Test(.enabled(if: canRun, "\(cannotRun)"), arguments: PipelineFile.allCases)
    func `A failed delivery is a warning`(file: PipelineFile) throws {
        let history = "sqlite:" + (try folder.write("a file, and no folder", to: "taken")) + "/history.sqlite"
        let job = try run(file, try AuditedServer("pipeline").variables(.good), history: history)
        #expect(job.status == (file == .github ? 0 : 4), "\(job.log)")
        #expect(job.log.contains("but a delivery failed"))
        #expect(job.log.contains("::warning title=Data quality::") == (file == .github))
        let text = try String(contentsOfFile: file.path, encoding: .utf8)
        #expect(text.contains("exit_codes: [4]") == (file == .gitlab))
    }

    @Test(.enabled(if: canRun, "\(cannotRun)"), arguments: PipelineFile.allCases)
    func `A wrong suite fails the job before anything is audited`(file: PipelineFile) throws {
        var variables = try AuditedServer("pipeline").variables(.good)
        variables["MONGODB_DATABASE"] = nil
        let job = try run(file, variables)
        #expect(job.status == 2, "\(job.log)")
        #expect(job.summary == "")
        // dqaudit annotates no mistakes of suites; the job says where they are.
        #expect(job.log.contains("::error title=Data quality::nothing was audited") == (file == .github))
    }
}
