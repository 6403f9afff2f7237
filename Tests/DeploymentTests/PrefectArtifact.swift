/// What a task publishes for people.
struct PrefectArtifact: Decodable, Sendable {
    let key: String?
    let type: String?
    let data: String?
    let flowRunId: String?
}
