/// What became of a run, as Prefect says it.
struct PrefectState: Decodable, Equatable, Sendable {
    let type: String
    let name: String
    let message: String?

    var isFinal: Bool { ["COMPLETED", "FAILED", "CRASHED", "CANCELLED"].contains(type) }
}
