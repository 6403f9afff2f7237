/// A line of a log.
struct PrefectLogLine: Decodable, Sendable {
    let message: String
}
