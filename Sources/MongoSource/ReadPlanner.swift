import AuditModel
import Glibc
import ScanEngine

/// Decides how a collection is read: in which order, by how many cursors, at which instant, and how much of each document.
///
/// Each decision rests on what the server says or on a measurement of some milliseconds, never on names.
struct ReadPlanner {
    let source: MongoSource
    let request: ReadRequest
    let found: MongoSource.FoundCollection
    /// Documents of the whole collection; nil: unknown.
    let estimatedDocuments: Int64?
    let inquiry: Inquiry

    /// - Returns: the plan, why it is so, and why there is no snapshot where there is none.
    func plan() throws(SourceError) -> (plan: ReadPlan, explanation: ReadExplanation, noSnapshot: String) {
        var plan = ReadPlan()
        var explanation = ReadExplanation()
        let noSnapshot = try takeSnapshot(for: &plan)
        if let snapshot = plan.snapshot {
            explanation.add("instant", "one for all cursors: \(snapshot.description)")
        } else {
            explanation.add("instant", "none in common", because: noSnapshot)
        }
        try decideOrder(of: &plan, &explanation)
        try decideForm(of: &plan, &explanation)
        explain(faultsOf: plan, to: &explanation)
        if let rate = source.options.documentsPerSecond {
            explanation.add("pace", "at most \(rate) documents a second, over all cursors together")
        }
        return (plan, explanation, noSnapshot)
    }

    // MARK: One instant

    /// Asks for a snapshot by reading one `_id` at one.
    /// - Returns: why there is none.
    private func takeSnapshot(for plan: inout ReadPlan) throws(SourceError) -> String {
        let server = inquiry.server
        guard server.isReplicated || server.isRouter else {
            return "the server is no member of a replica set, and so keeps no snapshots"
        }
        if let wanted = source.options.clusterTime.flatMap({ ClusterTime($0) }),
            try inquiry.ask(snapshotQuestion(at: wanted), plainly: true).failure == nil
        {
            plan.snapshot = wanted
            return ""
        }
        let attempt = try inquiry.ask(snapshotQuestion(at: nil), plainly: true)
        if let failure = attempt.failure {
            return "the server gives no snapshot (\(failure.shortCause(at: source.connection)))"
        }
        plan.snapshot = attempt.takeReply().clusterTime(at: "cursor.atClusterTime")
        return "the server gives no snapshot outside a transaction: it is older than MongoDB 5.0"
    }

    private func snapshotQuestion(at instant: ClusterTime?) -> String {
        let place = instant.map { #", "atClusterTime": \#($0.extendedJSON)"# } ?? ""
        return """
            {"find": \(ExtendedJSON.quoted(source.collection)), "limit": 1, "projection": {"_id": 1}, \
            "readConcern": {"level": "snapshot"\(place)}}
            """
    }

    // MARK: Order and cursors

    private func decideOrder(of plan: inout ReadPlan, _ explanation: inout ReadExplanation) throws(SourceError) {
        let subject = "cursors"
        guard found.type == "collection" else {
            let what =
                switch found.type {
                case nil: "the user may not ask what it is"
                case "timeseries": "it is a time series"
                case let type?: "it is a \(type)"
                }
            return explanation.add(subject, "one, in the server's order", because: what)
        }
        if inquiry.server.isRouter {
            return explanation.add(
                subject, "one, over all shards", because: "the router itself reads the shards at the same time")
        }
        if let index = try indexOfFilter() {
            return explanation.add(subject, "one, in the order of \(index)", because: "it serves the filter")
        }
        // Tokens to go on after came with MongoDB 4.4.
        let knowsTokens = inquiry.server.wireVersion >= 9
        let refusal = knowsTokens ? try refusal(of: .natural, plan) : nil
        plan.order = knowsTokens && refusal == nil ? .natural : .unordered
        if request.watchedKeys?.allSatisfy({ $0 == "_id" }) == true, source.filter == nil {
            plan.projection = #"{"_id": 1}"#
            if let refusal = try self.refusal(of: .byID, plan) {
                let order = plan.order == .natural ? "natural" : "the server's"
                return explanation.add(
                    subject, "one, in \(order) order",
                    because: "the checks look at _id only, but the server reads no index on it (\(refusal))")
            }
            if try !holdsMaxKey() {
                plan.order = .byID
                return explanation.add(
                    subject, "one, along the index on _id",
                    because: "the checks look at no other field, and the index holds it")
            }
        }
        if let refusal {
            return explanation.add(
                subject, "one, in the server's order",
                because: "the server does not say in natural order where to go on (\(refusal))")
        }
        let (count, why) = wantedPartitions
        guard count > 1 else { return explanation.add(subject, "one, in natural order", because: why) }
        // Numbers of records are those of one member, and a record at which a range begins must still be there: so one server alone, and
        // a snapshot.
        // With a filter the end of a range would be searched for beyond it.
        let canCutRecords =
            plan.order == .natural && inquiry.isOnlyServer && source.options.allowsRecordRanges && source.filter == nil
        let records = "each with a range of records in natural order"
        if canCutRecords, let snapshot = plan.snapshot, let documents = estimatedDocuments,
            let bounds = try RecordSpan(of: source.collection, at: snapshot, inquiry).bounds(
                of: count, documents: documents)
        {
            plan.bounds = bounds
            plan.server = inquiry.server.identity
            return explanation.add(subject, "\(bounds.count), \(records)", because: why)
        }
        guard let sample = try IDSample(inquiry),
            let layout = try sample.layout(at: plan.snapshot, inquiry)
        else {
            return explanation.add(
                subject, "one, in natural order", because: "the server gives no sample of the index on _id")
        }
        if canCutRecords, plan.snapshot != nil {
            plan.bounds = layout.bounds(of: count)
            plan.server = inquiry.server.identity
            return explanation.add(
                subject, "\(plan.bounds.count), \(records)", because: why)
        }
        if try holdsMaxKey() {
            return explanation.add(
                subject, "one, in natural order",
                because: "there is a document whose _id is MaxKey, which no bound includes")
        }
        decideIDRanges(of: &plan, &explanation, sample.bounds(of: count), layout, because: why)
    }

    /// Reads one `_id` in the manner of an order.
    /// - Returns: why the server refuses to, if it does; other failures are left to the read.
    private func refusal(of order: ReadPlan.Order, _ plan: ReadPlan) throws(SourceError) -> String? {
        let fields = order.findFields.map { ", " + $0 } ?? ""
        let concern =
            plan.snapshot.map {
                #", "readConcern": {"level": "snapshot", "atClusterTime": \#($0.extendedJSON)}"#
            } ?? ""
        let attempt = try inquiry.ask(
            """
            {"find": \(ExtendedJSON.quoted(source.collection)), "limit": 1, "singleBatch": true, \
            "projection": {"_id": 1}\(fields)\(concern)}
            """, plainly: plan.snapshot != nil)
        guard let failure = attempt.failure, failure.isFromServer, failure.recovery == .none,
            !failure.lacksPermission
        else { return nil }
        return failure.shortCause(at: source.connection)
    }

    /// Whether there is a document with the one `_id` that lies behind every bound: a read along the index that begins with a bound and has
    /// no end passes over it.
    private func holdsMaxKey() throws(SourceError) -> Bool {
        let attempt = try inquiry.ask(
            """
            {"find": \(ExtendedJSON.quoted(source.collection)), "filter": {"_id": {"$eq": {"$maxKey": 1}}}, "limit": 1, \
            "projection": {"_id": 1}}
            """)
        if attempt.failure != nil { return true }
        guard let reply = try? CursorReply(adopting: attempt.takeReply().release()) else { return true }
        return try reply.forEachDocument { _ throws(SourceError) in } != nil
    }

    /// Ranges of `_id`s, where they are worth it.
    private func decideIDRanges(
        of plan: inout ReadPlan, _ explanation: inout ReadExplanation, _ bounds: [PartitionBounds],
        _ layout: RecordLayout, because why: String
    ) {
        let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
        let measured =
            "\(tenths(layout.density)) of \(IDSample.blockRecords) records of a block follow each other in the index on _id"
        if layout.density < IDSample.leastDensity {
            explanation.add(
                "cursors", "one, in natural order",
                because: "\(measured): along it each block would be read again and again")
        } else if !request.threadsAreChosen, source.connection.isLocal, cores < 2 * request.threads {
            // Measured on two cores: two cursors along the index cost the server 1.6 times the work of natural order.
            explanation.add(
                "cursors", "one, in natural order",
                because:
                    "the server shares the \(cores) cores of this machine, and reading along the index costs it more")
        } else {
            plan.order = .byID
            plan.bounds = bounds
            explanation.add("cursors", "\(bounds.count), along the index on _id", because: "\(why); \(measured)")
        }
    }

    private func isSmall(_ documents: Int64) -> Bool { documents < 2 * source.options.partitionDocuments }

    /// How many partitions are worth having.
    private var wantedPartitions: (count: Int, why: String) {
        guard request.threads > 1 else {
            return (1, request.threadsAreChosen ? "one thread was asked for" : "this machine has one core")
        }
        guard let documents = estimatedDocuments else { return (1, "it is not known how many documents there are") }
        if isSmall(documents) { return (1, "the collection is small (about \(documents) documents)") }
        if let rate = source.options.documentsPerSecond, rate < Pace.severalCursors {
            return (1, "a pace of \(rate) documents a second needs no second cursor, and no look at where to cut")
        }
        let count = min(request.threads, Int(documents / max(1, source.options.partitionDocuments)))
        let why =
            request.threadsAreChosen
            ? "\(request.threads) threads were asked for" : "\(count) threads can read about \(documents) documents"
        return (count, why)
    }

    /// The name of the index that serves the filter; nil when none does, or when there is no filter.
    private func indexOfFilter() throws(SourceError) -> String? {
        guard source.filter != nil else { return nil }
        let attempt = try inquiry.ask(source.explainQuestion)
        // What is wrong with the filter is said by the read itself.
        guard attempt.failure == nil else { return "the server's choice" }
        let reply = attempt.takeReply()
        var stage = "queryPlanner.winningPlan"
        // From MongoDB 7 on (or with the slot-based engine of 5 and 6) the stages lie one level deeper.
        if reply.text(at: stage + ".stage") == nil { stage += ".queryPlan" }
        while let name = reply.text(at: stage + ".stage") {
            if name == "COLLSCAN" { return nil }
            if let index = reply.text(at: stage + ".indexName") { return "the index '\(index)'" }
            stage += ".inputStage"
        }
        return "the server's choice"
    }

    // MARK: How much of a document, and how it travels

    private func decideForm(of plan: inout ReadPlan, _ explanation: inout ReadExplanation) throws(SourceError) {
        let subject = "documents"
        if plan.projection != nil { return explanation.add(subject, "their _id alone") }
        if source.options.documentsPerSecond != nil {
            return explanation.add(subject, "whole", because: "the pace leaves no documents for a trial")
        }
        // A filter that fits few documents would make the trial a scan of its own.
        guard let keys = request.watchedKeys, let documents = estimatedDocuments, !isSmall(documents),
            found.type == "collection", source.filter == nil
        else { return explanation.add(subject, "whole") }
        let trial = TrialRead(source: source, keys: keys, keepsID: plan.order == .byID)
        guard let outcome = try trial.measure(inquiry) else {
            return explanation.add(subject, "whole")
        }
        if outcome.projectionPays { plan.projection = trial.projection }
        explanation.add(
            subject, outcome.projectionPays ? "the \(keys.count) fields that checks look at" : "whole",
            because: outcome.text)
        guard !source.connection.isLocal, !source.connection.choosesCompression else { return }
        let speed = "whole documents came at \(Int(outcome.bytesPerSecond / 1e6)) MB a second"
        // Measured over 1 Gbit/s: snappy takes half the time, zstd two thirds, zlib twice as long. Over 10 Gbit/s every one of them
        // takes more than twice as long as none: a server compresses about 250 MB a second and core with snappy.
        plan.isCompressed = outcome.bytesPerSecond < Self.slowBytesPerSecond
        explanation.add("on the wire", plan.isCompressed ? "compressed if the server can" : "plain", because: speed)
    }

    /// A way that carries less is worth compressing for.
    private static let slowBytesPerSecond = 160e6

    private func explain(faultsOf plan: ReadPlan, to explanation: inout ReadExplanation) {
        let how =
            switch plan.order {
            case .natural: "goes on after the last record; on another server from the beginning"
            case .byID: "goes on after the last _id"
            case .unordered: "begins anew"
            }
        explanation.add("after a fault", "the cursor \(how)")
    }
}

/// A number with one decimal, for explanations.
func tenths(_ value: Double) -> String {
    let scaled = Int((value * 10).rounded())
    return "\(scaled / 10).\(scaled % 10)"
}
