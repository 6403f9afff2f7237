import AuditModel
import CLibMongoC

/// What is asked about a collection, and how long it may take.
extension MongoSource {
    /// A question as a command that says how long it may take and whose it is.
    func question(
        _ text: String, to server: ServerFacts, until deadline: ContinuousClock.Instant?
    ) throws(SourceError) -> BSONDocument {
        let command = try BSONDocument(extendedJSON: text)
        let milliseconds = Self.milliseconds(until: deadline, atMost: Self.questionMilliseconds)
        bson_append_int64(command.handle, "maxTimeMS", -1, Int64(milliseconds))
        sign(command, for: server)
        return command
    }

    /// Adds by what an operator finds a command, where the server takes it.
    func sign(_ command: borrowing BSONDocument, for server: ServerFacts) {
        if server.takesComments || command.name == "find" || command.name == "aggregate" {
            bson_append_utf8(command.handle, "comment", -1, options.comment, -1)
        }
    }

    /// Asks for the collection's entry in the catalogue.
    func listQuestion(nameOnly: Bool) -> String {
        """
        {"listCollections": 1, "filter": {"name": \(ExtendedJSON.quoted(collection))}, "nameOnly": \(nameOnly), \
        "authorizedCollections": \(nameOnly)}
        """
    }

    /// Asks for the server's plan for the filter.
    var explainQuestion: String {
        """
        {"explain": {"find": \(ExtendedJSON.quoted(collection)), "filter": \(filter ?? "{}")}, "verbosity": "queryPlanner"}
        """
    }

    /// How long a question about the collection may keep the server, in milliseconds.
    static let questionMilliseconds = 10_000

    /// How long one cursor may keep the server, in milliseconds of its work. A cursor whose time is over is taken up again.
    static let cursorMilliseconds = 3_600_000

    /// A server's time for a command: as long as somebody waits for it.
    static func milliseconds(until deadline: ContinuousClock.Instant?, atMost longest: Int) -> Int {
        guard let deadline else { return longest }
        return max(1, min(longest, Int((deadline - .now) / .milliseconds(1))))
    }

    /// Nobody waits for the plan any more; who set the time says so better.
    var outOfTime: SourceError {
        SourceError(
            .brokenOff,
            "the time was over before it was known how to read \(namespace) at \(connection.redacted.hosts)")
    }
}
