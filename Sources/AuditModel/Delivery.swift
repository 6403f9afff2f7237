/// What became of one delivery: a push, a file, the history.
package struct Delivery: Hashable, Sendable {
    package enum Status: String, Hashable, Sendable, Codable, CaseIterable { case delivered, failed }

    /// `pushgateway`, `textfile`, `history`, `json`, `html`, …
    package var sink: String
    package var status: Status
    /// One sentence; nil when delivered.
    package var error: String?

    package init(sink: String, status: Status, error: String? = nil) {
        self.sink = sink
        self.status = status
        self.error = error
    }
}

extension Delivery: Codable {
    private enum Keys: String, CodingKey { case sink, status, error }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(sink, forKey: .sink)
        try container.encode(status, forKey: .status)
        try container.encode(error, forKey: .error)
    }
}
