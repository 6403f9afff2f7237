import Foundation
import TestSupport
import Testing

/// `cron/prefect` on a real Prefect server: what audits become there, as its API says.
@Suite(
    .enabled(if: DeploymentPrograms.dqaudit != nil, "\(DeploymentPrograms.noDQAudit)"),
    .enabled(if: DeploymentPrograms.prefect != nil, "\(DeploymentPrograms.noPrefect)"),
    .enabled(if: MongodFixture.isAvailable, "\(MongodFixture.absence)"))
struct PrefectFlowTests {
    @Test(arguments: [("test_audit_process.py", 23), ("test_audit_flow.py", 4)])
    func `what Python can decide alone passes its own tests`(_ name: String, _ count: Int) throws {
        let python = try #require(DeploymentPrograms.prefect)
        let outcome = try python.run(
            ["-B", ProjectFolder.path("Tests/DeploymentTests/" + name), ProjectFolder.path("cron/prefect")],
            folder: TemporaryFolder())
        #expect(outcome.exitStatus == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("Ran \(count) tests"), "\(outcome.errors)")
    }

    /// A run of one suite, and the states that are expected of task and flow.
    struct Expectation: Sendable, CustomTestStringConvertible {
        let run: String
        let type: String
        let name: String
        /// What the task says, or how that begins.
        let message: String
        var attempts = 1

        var testDescription: String { run }
    }

    private static let expectations = [
        Expectation(run: "passing", type: "COMPLETED", name: "Completed", message: "1 check, none failed"),
        Expectation(
            run: "warned", type: "COMPLETED", name: "Completed", message: "2 checks, none failed; in warning: names"),
        Expectation(
            run: "breached", type: "FAILED", name: "Failed",
            message: "data: 2 of 3 checks failed: names, invalid_records"),
        Expectation(
            run: "undelivered", type: "COMPLETED", name: "CompletedWithWarning",
            message: "1 check, none failed; not delivered: pushgateway (push to http://127.0.0.1:9 failed"),
        Expectation(
            run: "misconfigured", type: "FAILED", name: "Failed", message: "configuration: /"),
        Expectation(
            run: "unreachable", type: "CRASHED", name: "Crashed",
            message: "audit incomplete: cannot connect to MongoDB at 127.0.0.1:1", attempts: 3),
        Expectation(
            run: "interrupted", type: "CANCELLED", name: "Cancelled", message: "dqaudit was interrupted by a signal"),
        Expectation(
            run: "slow", type: "CRASHED", name: "Crashed",
            message: "audit incomplete: it took longer than 1 s and was ended"),
    ]

    @Test(arguments: expectations)
    func `an exit status becomes a state of task and flow`(_ expected: Expectation) async throws {
        let proof = try await PrefectProof.shared()
        let id = try #require(proof.result.runs[expected.run])
        let tasks = proof.taskRuns.filter { $0.flowRunId == id }
        let task = try #require(tasks.first)
        #expect(tasks.count == 1)
        #expect(task.name == expected.run)
        #expect(task.runCount == expected.attempts)
        let state = try #require(task.state)
        #expect(state.type == expected.type)
        #expect(state.name == expected.name)
        let message = try #require(state.message)
        #expect(message.hasPrefix(expected.message))

        let flow = try #require(proof.flowRuns.first { $0.id == id })
        #expect(flow.state.type == expected.type)
        #expect(flow.state.name == expected.name)
        let passed = expected.type == "COMPLETED" ? 1 : 0
        let trouble = expected.run == "passing" ? "" : "\(expected.run): \(message); "
        #expect(flow.state.message == "\(trouble)\(passed) of 1 suites passed")
    }

    @Test func `a wrong suite is told with its place`() async throws {
        let proof = try await PrefectProof.shared()
        let task = try #require(proof.taskRuns.first { $0.name == "misconfigured" })
        #expect(task.state?.message?.contains("misconfigured.yml:5:5: unknown check kind 'compleetness'") == true)
    }

    @Test func `an incomplete audit waits before it is tried again`() async throws {
        let names = try await PrefectProof.shared().unreachableHistory.map(\.name)
        #expect(names.filter { $0 == "AwaitingRetry" }.count == 2, "\(names)")
        #expect(names.last == "Crashed", "\(names)")
    }

    @Test func `each suite of a folder is a task, and the worst decides`() async throws {
        let proof = try await PrefectProof.shared()
        let id = try #require(proof.result.runs["mixed"])
        let tasks = proof.taskRuns.filter { $0.flowRunId == id }
        #expect(Set(tasks.map(\.name)) == ["Good_one", "bad", "wrong"])
        let flow = try #require(proof.flowRuns.first { $0.id == id })
        #expect(flow.state.type == "FAILED")
        let message = try #require(flow.state.message)
        #expect(message.hasPrefix("wrong: configuration: "))
        #expect(message.hasSuffix("; bad: data: 1 of 1 check failed: names; 1 of 3 suites passed"))
    }

    @Test(arguments: [
        ("told", "passing: configuration: --uri does not belong into parameters"),
        ("blockless", "passing: configuration: there is no Secret block 'nowhere'"),
        ("nothing", "configuration: no suite is named"),
    ])
    func `wrong parameters fail at once`(_ run: String, _ beginning: String) async throws {
        let proof = try await PrefectProof.shared()
        let flow = try #require(proof.flowRuns.first { $0.id == proof.result.runs[run] })
        #expect(flow.state.type == "FAILED")
        #expect(flow.state.message?.hasPrefix(beginning) == true, "\(flow.state)")
        #expect(proof.taskRuns.filter { $0.flowRunId == flow.id }.allSatisfy { $0.runCount == 1 })
    }

    @Test(arguments: [("passing", "✅"), ("warned", "⚠️"), ("breached", "❌"), ("undelivered", "✅"), ("unreachable", "❗")])
    func `summary and link are published, once`(_ run: String, _ sign: String) async throws {
        let proof = try await PrefectProof.shared()
        let artifacts = proof.artifacts.filter { $0.flowRunId == proof.result.runs[run] }
        #expect(artifacts.count == 2)
        let summary = try #require(artifacts.first { $0.key == "dqaudit-summary-\(run)" })
        #expect(summary.type == "markdown")
        #expect(summary.data?.hasPrefix("## \(sign) `\(run)`") == true, "\(summary)")

        let link = try #require(artifacts.first { $0.key == "dqaudit-report-\(run)" }?.data)
        let base = run == "breached" ? PrefectProof.reportURL : "file://\(proof.reportDirectory)/"
        let beginning = "[Report of \(run)](\(base)"
        #expect(link.hasPrefix(beginning), "\(link)")
        let page = link.dropFirst(beginning.count).dropLast()
        #expect(proof.pages.contains(String(page)), "\(page) is none of \(proof.pages)")
        // The run's own page, not the latest of whoever ran last.
        #expect(!page.hasSuffix("latest.html"))
        #expect(summary.data?.contains(page) == true, "\(page) is another run than the summary's")
    }

    @Test func `keys of artifacts are made of names`() async throws {
        let proof = try await PrefectProof.shared()
        let keys = Set(proof.artifacts.filter { $0.flowRunId == proof.result.runs["mixed"] }.compactMap(\.key))
        #expect(
            keys == [
                "dqaudit-summary-good-one", "dqaudit-report-good-one", "dqaudit-summary-bad", "dqaudit-report-bad",
            ])
    }

    @Test func `a run without a report has no link`() async throws {
        let proof = try await PrefectProof.shared()
        for run in ["misconfigured", "interrupted", "slow", "told"] {
            let artifacts = proof.artifacts.filter { $0.flowRunId == proof.result.runs[run] }
            #expect(artifacts.isEmpty, "\(run): \(artifacts)")
        }
    }

    @Test func `the deployment is as its file says, and scheduled`() async throws {
        let proof = try await PrefectProof.shared()
        let deployment = try #require(proof.deployments.first { $0.id == proof.result.deployment })
        let schedule = try #require(deployment.schedules.first)
        #expect(deployment.schedules.count == 1 && schedule.active)
        #expect(schedule.schedule.cron == "10 6 * * *" && schedule.schedule.timezone == "Africa/Tunis")
        #expect(deployment.tags == ["dqaudit", "data-quality"])
        #expect(deployment.workPoolName == "dqaudit")
        #expect(deployment.globalConcurrencyLimit?.limit == 1)
        #expect(deployment.concurrencyOptions?.collisionStrategy == "ENQUEUE")
        let scheduled = proof.flowRuns.filter { $0.deploymentId == deployment.id && $0.autoScheduled }
        #expect(!scheduled.isEmpty)
        // Tunis is an hour ahead of UTC all year.
        #expect(scheduled.allSatisfy { $0.expectedStartTime?.contains("T05:10:00") == true })
    }

    @Test func `a worker carries out a run of the deployment`() async throws {
        let proof = try await PrefectProof.shared()
        let flow = try #require(proof.flowRuns.first { $0.id == proof.result.deployed })
        #expect(flow.deploymentId == proof.result.deployment)
        #expect(flow.state == PrefectState(type: "COMPLETED", name: "Completed", message: "1 of 1 suites passed"))
        #expect(proof.taskRuns.filter { $0.flowRunId == flow.id }.map(\.name) == ["deployed"])
    }

    /// prefect_runs.py waits for the connections of the audits that it interrupts, lets run out of time, kills the flow of, and cancels to be closed.
    @Test func `cancelling a run ends its audit, and no process is left`() async throws {
        let proof = try await PrefectProof.shared()
        let flow = try #require(proof.flowRuns.first { $0.id == proof.result.cancelled })
        #expect(flow.state.type == "CANCELLED")
        #expect(proof.result.left.isEmpty, "still there: \(proof.result.left)")
    }

    /// By the service of README.md. Prefect's worker alone would leave the run Running for ever.
    @Test func `stopping the worker's service ends its runs as Crashed`() async throws {
        let proof = try await PrefectProof.shared()
        let flow = try #require(proof.flowRuns.first { $0.id == proof.result.stopped })
        #expect(flow.state.type == "CRASHED")
        #expect(flow.state.message == "Execution was cancelled by the runtime environment.")
    }

    @Test func `neither secrets nor values are shown`() async throws {
        let proof = try await PrefectProof.shared()
        #expect(proof.texts.contains("127.0.0.1:1"), "the logs and states that are searched are these")
        #expect(!proof.texts.contains(PrefectProof.password))
        #expect(!proof.texts.contains(PrefectProof.value))
        #expect(proof.result.command.contains("--report-dir"))
        #expect(!proof.result.command.contains { $0.contains("mongodb://") }, "\(proof.result.command)")
    }
}
