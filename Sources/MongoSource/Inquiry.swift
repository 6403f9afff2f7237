import AuditModel
import CLibMongoC

/// The questions by which a read is planned: to one server, in one session.
///
/// Each takes the time that is left, and at most ``MongoSource/questionMilliseconds``. A fault that passes must not cost the audit its plan,
/// so a question is put again; but where the network goes on failing nothing more is asked, because each question would look for a server anew.
final class Inquiry {
    let source: MongoSource
    let server: ServerFacts
    /// Whether every client of the connection string comes to this server.
    let isOnlyServer: Bool
    private let client: MongoClient
    private var session: PinnedSession?
    private let options: OpaquePointer
    private let deadline: ContinuousClock.Instant?
    private var networkFaults = 0
    private var lastNetworkFault: MongoFailure?

    private static let bearableNetworkFaults = 2

    /// Connects to a server that the read preference allows.
    init(of source: MongoSource, until deadline: ContinuousClock.Instant?) throws(SourceError) {
        client = try MongoClient(source.connection, preference: source.options.preference, deadline: deadline)
        let session: PinnedSession
        do throws(MongoFailure) {
            session = try PinnedSession(client)
        } catch {
            throw error.sourceError(.opening, of: source.namespace, at: source.connection)
        }
        self.source = source
        self.deadline = deadline
        server = session.server
        isOnlyServer = session.isOnlyServer
        options = session.options.handle
        self.session = consume session
    }

    deinit {
        // Before its client.
        session = nil
    }

    /// The commands sent so far.
    var serverOperations: Int { client.serverOperations }

    /// Puts a question, again if it fails in a way that passes; what its failure means is left to the caller.
    /// - Parameters:
    ///   - question: a command as Extended JSON, without what every question says.
    ///   - lower: where to begin in the index, as a document; nil: at its beginning.
    ///   - database: the source's own if nil.
    ///   - plainly: without the read concern of the connection string.
    /// - Throws: ``SourceError`` with code `timeLimit` when no time is left.
    func ask(
        _ question: String, from lower: [UInt8]? = nil, on database: String? = nil, plainly: Bool = false
    ) throws(SourceError) -> CommandAttempt {
        var attempt = try askOnce(question, from: lower, on: database, plainly: plainly)
        for _ in 0..<2 {
            guard let failure = attempt.failure, failure.recovery == .resume, !failure.isOutOfTime, !isCutOff else {
                break
            }
            pause(source.options.retries.firstWait)
            attempt = try askOnce(question, from: lower, on: database, plainly: plainly)
        }
        return attempt
    }

    private var isCutOff: Bool { networkFaults > Self.bearableNetworkFaults }

    private func askOnce(
        _ question: String, from lower: [UInt8]?, on database: String?, plainly: Bool
    ) throws(SourceError) -> CommandAttempt {
        if let deadline, deadline <= .now { throw source.outOfTime }
        if isCutOff { return CommandAttempt(failure: lastNetworkFault, reply: BSONDocument()) }
        let command = try source.question(question, to: server, until: deadline)
        if let lower, !command.append("min", document: lower) {
            throw SourceError(.brokenOff, "reading \(source.namespace) broke off: a bound of the read is too large")
        }
        let database = database ?? source.database
        let attempt =
            plainly
            ? client.attemptPlainly(command, on: database, prefers: true, options: options)
            : client.attempt(command, on: database, options: options)
        if let failure = attempt.failure, failure.isFromNetwork {
            networkFaults += 1
            lastNetworkFault = failure
        }
        return attempt
    }
}
