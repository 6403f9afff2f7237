import AuditChecks
import AuditModel
import FileSource
import MongoSource
import ScanEngine

/// What reading the targets of a suite's references came to.
struct ReferenceReading {
    var targets = ReferenceTargets()
    /// One a place, in the order of the suite.
    var scans: [ReferenceScan] = []
    /// The cluster time of the first, and when that was.
    private var instant: (clusterTime: String, taken: ContinuousClock.Instant)?

    /// A server keeps snapshots for five minutes, unless it was told otherwise, and the scan of the collection needs most of them.
    private static let longestWait = Duration.seconds(60)

    /// The cluster time that a read which begins now shall take, so that all see the same; nil: none was taken, or too long ago.
    var instantForNow: String? {
        instant.flatMap { ContinuousClock.now - $0.taken <= Self.longestWait ? $0.clusterTime : nil }
    }

    mutating func note(_ clusterTime: String?) {
        if instantForNow == nil { instant = clusterTime.map { ($0, .now) } }
    }
}

extension SuiteAudit {
    /// Reads what the checks' references refer to, each place once.
    ///
    /// A target that is not there, or whose read breaks off, leaves the checks that need it without an answer, and nothing else.
    /// - Throws: what ends the audit: a mistake in the configuration, an interruption, the time limit.
    func readReferences(
        comment: String, within memory: MemoryBudget, _ progress: ScanProgress
    ) throws(SourceError) -> ReferenceReading {
        var reading = ReferenceReading()
        // Half of the memory at most: what grows while the collection is read needs the rest.
        var setBytes = settings.memoryLimit / 2
        for (place, targets) in placesOfReferences {
            do throws(SourceError) {
                let plan = ScanPlan(targets.map(analyzer), within: memory)
                let opened = try source(of: place, comment: comment, at: reading.instantForNow)
                    .open(request(plan, progress))
                let result = try scan(plan, opened, progress, named: "\(suite.name): \(place)")
                var source = opened.facts.description
                if result.consistencyLoss != nil { source.clusterTime = nil }
                reading.note(source.clusterTime)
                reading.scans.append(
                    ReferenceScan(
                        target: source.path ?? source.namespace, documents: result.documents, bytes: result.bytes,
                        seconds: result.elapsed / .seconds(1),
                        serverOperations: opened.facts.serverOperations + result.serverOperations,
                        resumptions: result.resumptions, clusterTime: source.clusterTime))
                for target in targets {
                    reading.targets[target] = keys(of: target, result, setBytes: &setBytes)
                }
            } catch {
                let reason = "'\(place)', where 'to' looks for matches, could not be read: "
                if error.code == .configuration { throw SourceError(.configuration, reason + error.message) }
                if progress.isStopRequested {
                    let stop = progress.stopError ?? error
                    throw SourceError(stop.code, reason + stop.message)
                }
                for target in targets { reading.targets[target] = .failure(ReferenceFault(reason + error.message)) }
            }
        }
        return reading
    }

    /// How the targets of references would be read, in the order in which that would be done.
    func explainReferences(comment: String, _ progress: ScanProgress) throws(SourceError) -> [String] {
        var texts: [String] = []
        for (place, targets) in placesOfReferences {
            let opened = try source(of: place, comment: comment, at: nil)
                .open(request(ScanPlan(targets.map(analyzer)), progress))
            texts.append(ExplanationText.text(opened, suite: "\(suite.name), where references look for matches:"))
        }
        return texts
    }

    private func keys(
        of target: ReferenceTarget, _ result: Scan.Result, setBytes: inout Int
    ) -> Result<ReferenceKeys, ReferenceFault> {
        guard let state = result.states.state(of: analyzer(target)) else {
            return .failure(ReferenceFault("'\(target)' was not scanned"))
        }
        do throws(ReferenceFault) {
            return .success(
                try ReferenceKeys(state, ofDocuments: result.documents, target: target, setBytes: &setBytes))
        } catch {
            return .failure(error)
        }
    }

    private func analyzer(_ target: ReferenceTarget) -> ReferenceAnalyzer {
        ReferenceAnalyzer(field: target.field, missing: suite.missingValues)
    }

    /// The targets by the place where they are, in the order of the suite.
    private var placesOfReferences: [(place: ReferenceTarget.Place, targets: [ReferenceTarget])] {
        var places: [(place: ReferenceTarget.Place, targets: [ReferenceTarget])] = []
        for target in suite.checks.flatMap(\.kind.referenceTargets) {
            guard let known = places.firstIndex(where: { $0.place == target.place }) else {
                places.append((target.place, [target]))
                continue
            }
            if !places[known].targets.contains(target) { places[known].targets.append(target) }
        }
        return places
    }

    private func source(
        of place: ReferenceTarget.Place, comment: String, at instant: String?
    ) throws(SourceError) -> any DocumentSource {
        switch (place, settings.source) {
        case (.file(let path), _):
            return try FileSource.make(path: path)
        case (.collection(let database, let name, let filter), .mongodb(let connection)):
            return try mongoSource(
                connection, database ?? suite.source.database, name, filter, comment: comment, at: instant)
        case (.collection(let database, let name, let filter), .file(let source)):
            let isElsewhere = database.map { $0 != suite.source.database } ?? false
            return try filtered(
                FileSource.make(
                    collection: name, beside: source, inFolderOf: isElsewhere ? database : nil,
                    database: database ?? suite.source.database), filter)
        }
    }
}
