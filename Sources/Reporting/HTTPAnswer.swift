/// What a server said to a request.
struct HTTPAnswer: Sendable {
    /// Bytes of a body that are kept: no server needs more words to say what is wrong.
    static let bodyLimit = 65_536

    let status: Int
    /// Where a redirect would lead.
    let location: String?
    /// How long the server asks to wait.
    let retryAfter: Duration?
    /// At most ``bodyLimit`` bytes of it.
    let body: String
}
