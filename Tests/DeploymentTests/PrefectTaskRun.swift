/// A run of the task, one suite.
struct PrefectTaskRun: Decodable, Sendable {
    let id: String
    let name: String
    let flowRunId: String?
    /// nil until the first state has reached the server.
    let state: PrefectState?
    let runCount: Int
}
