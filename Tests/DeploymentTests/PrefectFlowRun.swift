/// A run of the flow.
struct PrefectFlowRun: Decodable, Sendable {
    let id: String
    let state: PrefectState
    let deploymentId: String?
    let autoScheduled: Bool
    let expectedStartTime: String?
}
