package import AuditModel
import Synchronization

/// One scan of one source.
package struct Scan: Sendable {
    private let plan: ScanPlan
    private let opened: any OpenedSource
    private let threads: Int
    private let progress: ScanProgress

    /// - Parameter threads: partitions read at the same time, at most.
    package init(plan: ScanPlan, opened: any OpenedSource, threads: Int, progress: ScanProgress) {
        self.plan = plan
        self.opened = opened
        self.threads = threads
        self.progress = progress
    }

    /// What a scan found.
    package struct Result: Sendable {
        /// In the order of the plan's scopes: see ``ScanPlan/place(of:)``.
        package let scopes: [ScopeStates]
        /// Why the documents could not be told apart by segment; nil when they could, or when nobody asked.
        package let segmentFault: SegmentFault?
        /// The segments that make up the rest.
        package let otherSegments: Set<String>
        package let documents: Int64
        package let bytes: Int64
        package let partitions: Int
        package let threads: Int
        /// Commands sent while reading.
        package let serverOperations: Int
        /// Times that a partition was read on after a fault.
        package let resumptions: Int
        /// Why not every partition was read at the instant that was planned; nil when all were, or when none was planned.
        package let consistencyLoss: String?
        package let elapsed: Duration

        /// The states over all documents of the analyzers that look at all.
        package var states: StateTable { scopes[0].states }
    }

    /// Segments that are kept under their names; the rest is put together.
    package static let mostSegments = 100

    /// Reads every partition on dedicated threads and merges the states in partition order.
    ///
    /// Blocks the calling thread until all workers have ended.
    /// - Throws: the error of the first partition that failed; the others are stopped.
    package func run() throws(SourceError) -> Result {
        let begin = ContinuousClock.now
        let workers = min(threads, opened.partitions)
        var outcomes = read(workers: workers)
        if outcomes.values.contains(where: \.isFailure), let uncut = opened.uncut, !progress.isStopRequested {
            return try Scan(plan: plan, opened: uncut, threads: 1, progress: progress).run()
        }
        return try merge(&outcomes, workers: workers, elapsed: ContinuousClock.now - begin)
    }

    /// What became of a partition.
    private typealias Outcome = Swift.Result<(part: ScanPart, reading: PartitionReading), SourceError>

    private func read(workers: Int) -> [Int: Outcome] {
        progress.beginRead()
        let next = Atomic<Int>(0)
        let finished = Mutex<[Int: Outcome]>([:])
        let partitions = opened.partitions
        let directory = SegmentDirectory()
        WorkerThreads.run(workers) {
            while true {
                let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard place < partitions, !progress.isAbandoned else { return }
                let outcome = read(place, directory)
                if outcome.isFailure { progress.abandonRead() }
                finished.withLock { $0[place] = outcome }
            }
        }
        return finished.withLock { $0 }
    }

    private func read(_ partition: Int, _ directory: SegmentDirectory) -> Outcome {
        do throws(SourceError) {
            var kernel = ScanKernel(
                plan, directory: directory, part: (partition + 1, opened.partitions), progress: progress)
            let reading = try opened.read(partition, into: &kernel, progress: progress)
            return .success((try kernel.finish(), reading))
        } catch {
            return .failure(error)
        }
    }

    /// Merges what became of the partitions, each of which is taken out first: a state that somebody else holds too would be copied before it is
    /// changed.
    private func merge(
        _ outcomes: inout [Int: Outcome], workers: Int, elapsed: Duration
    ) throws(SourceError) -> Result {
        let partitions = opened.partitions
        // The reason is the first failure that is not merely the stop that another one asked for.
        let failures = (0..<partitions).compactMap { place -> SourceError? in
            if case .failure(let error) = outcomes[place] { return error }
            return nil
        }
        if let failure = failures.first(where: { $0.code != .interrupted }) ?? failures.first { throw failure }
        var scopes = plan.scopes.map { ScopeStates($0, within: plan.memory) }
        var hasTooManySegments = false
        var documents: Int64 = 0
        var bytes: Int64 = 0
        var operations = 0
        var resumptions = 0
        var losses: [String] = []
        var spent: [ScanPart] = []
        for place in 0..<partitions {
            guard case .success(let (part, reading)) = outcomes.removeValue(forKey: place) else {
                throw SourceError(.brokenOff, "partition \(place + 1) was never read")
            }
            for scope in scopes.indices { scopes[scope].merge(part.scopes[scope]) }
            // What the first has is what the others are added to.
            if place > 0 { spent.append(part) }
            hasTooManySegments = hasTooManySegments || part.hasTooManySegments
            documents += part.documents
            bytes += part.bytes
            operations += reading.serverOperations
            resumptions += reading.resumptions
            if let loss = reading.consistencyLoss { losses.append(loss) }
        }
        WorkerThreads.release(spent)
        spent = []
        let others = finishSegments(&scopes, hasTooMany: hasTooManySegments)
        return Result(
            scopes: scopes, segmentFault: hasTooManySegments ? .tooMany : nil, otherSegments: others,
            documents: documents, bytes: bytes,
            partitions: partitions, threads: workers,
            serverOperations: operations, resumptions: resumptions, consistencyLoss: losses.first, elapsed: elapsed)
    }
}

extension Scan {
    /// Keeps the segments with the most documents: of two with the same number the one whose name comes first. Answers the names of the rest.
    private func finishSegments(_ scopes: inout [ScopeStates], hasTooMany: Bool) -> Set<String> {
        let known = hasTooMany ? [:] : scopes[0].segments.filter { $0.value.documents > 0 }
        let bySize = known.filter { $0.key != Segmentation.missingName }
            .sorted { ($1.value.documents, $0.key) < ($0.value.documents, $1.key) }
        let kept = Set(bySize.prefix(Scan.mostSegments).map(\.key) + [Segmentation.missingName])
        for scope in scopes.indices { scopes[scope].finishSegments(keeping: kept) }
        return Set(bySize.dropFirst(Scan.mostSegments).map(\.key))
    }
}

/// Why the documents of a scan could not be told apart by segment.
package enum SegmentFault: Error, Hashable, Sendable {
    /// There are more different values than are kept apart.
    case tooMany
}

extension Result {
    fileprivate var isFailure: Bool {
        if case .failure = self { return true }
        return false
    }
}
