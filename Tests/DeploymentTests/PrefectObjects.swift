/// What became of a run, as Prefect says it.
struct PrefectState: Decodable, Equatable, Sendable {
    let type: String
    let name: String
    let message: String?

    var isFinal: Bool { ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"].contains(type) }
}

/// A run of the flow.
struct PrefectFlowRun: Decodable, Sendable {
    let id: String
    let state: PrefectState
    let deploymentId: String?
    let autoScheduled: Bool
    let expectedStartTime: String?
}

/// A run of the task, one suite.
struct PrefectTaskRun: Decodable, Sendable {
    let id: String
    let name: String
    let flowRunId: String?
    /// nil until the first state has reached the server.
    let state: PrefectState?
    let runCount: Int
}

/// What a task publishes for people.
struct PrefectArtifact: Decodable, Sendable {
    let key: String?
    let type: String?
    let data: String?
    let flowRunId: String?
}

/// How the flow is deployed.
struct PrefectDeployment: Decodable, Sendable {
    struct Schedule: Decodable, Sendable {
        struct Clock: Decodable, Sendable {
            let cron: String
            let timezone: String
        }
        let schedule: Clock
        let active: Bool
    }
    struct Limit: Decodable, Sendable { let limit: Int }
    struct Options: Decodable, Sendable { let collisionStrategy: String }

    let id: String
    let tags: [String]
    let workPoolName: String?
    let schedules: [Schedule]
    let globalConcurrencyLimit: Limit?
    let concurrencyOptions: Options?
}

/// A line of a log.
struct PrefectLogLine: Decodable, Sendable {
    let message: String
}
