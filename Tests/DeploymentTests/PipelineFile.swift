import Foundation
import TestSupport

/// A shipped pipeline of a CI server.
enum PipelineFile: String, CaseIterable {
    case github = "github-actions"
    case gitlab = "gitlab-ci"

    var path: String { ProjectFolder.path("cron/ci/\(rawValue).yml") }
    /// Which of the validator's schemas it has to obey.
    var schema: String { self == .github ? "vendor.github-workflows" : "vendor.gitlab-ci" }

    /// A script of the job, and what the job's file adds to its environment.
    struct Step: Decodable {
        let name: String
        let script: String
        let environment: [String: String]
    }

    /// The scripts in their order.
    func steps(_ values: [String: String], folder: TemporaryFolder) throws -> [Step] {
        guard let python = SchedulerPrograms.python else { throw FixtureError("no python3") }
        let text = String(decoding: try JSONEncoder().encode(values), as: UTF8.self)
        let script = ProjectFolder.path("Tests/DeploymentTests/pipeline-steps.py")
        let outcome = try python.run([script, path, text], folder: folder)
        guard outcome.exitStatus == 0 else { throw FixtureError(outcome.errors) }
        return try JSONDecoder().decode([Step].self, from: Data(outcome.output.utf8))
    }
}
