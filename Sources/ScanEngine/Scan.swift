package import AuditModel
import Synchronization

/// One scan of one source.
package struct Scan: Sendable {
    package let plan: ScanPlan
    package let source: any DocumentSource
    /// Partitions read at the same time.
    package let threads: Int
    package let progress: ScanProgress

    package init(plan: ScanPlan, source: any DocumentSource, threads: Int, progress: ScanProgress) {
        self.plan = plan
        self.source = source
        self.threads = threads
        self.progress = progress
    }

    /// What a scan found.
    package struct Result: Sendable {
        package let states: StateTable
        package let documents: Int64
        package let bytes: Int64
        package let partitions: Int
        package let threads: Int
        /// Commands sent while reading.
        package let serverOperations: Int
        package let elapsed: Duration
    }

    /// Reads every partition on dedicated threads and merges the states in partition order.
    ///
    /// Blocks the calling thread until all workers have ended.
    /// - Throws: the error of the first partition that failed; the others are stopped.
    package func run() throws(SourceError) -> Result {
        let clock = ContinuousClock()
        let begin = clock.now
        let partitions = try source.partitions(upTo: threads)
        let workers = min(threads, partitions.count)
        let next = Atomic<Int>(0)
        let finished = Mutex<[Int: Swift.Result<(part: ScanPart, operations: Int), SourceError>]>([:])
        WorkerThreads.run(workers) {
            while true {
                let place = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard place < partitions.count else { return }
                let outcome = read(partitions[place])
                if case .failure = outcome { progress.requestStop() }
                finished.withLock { $0[place] = outcome }
            }
        }
        let outcomes = finished.withLock { $0 }
        return try merge(outcomes, of: partitions, workers: workers, elapsed: clock.now - begin)
    }

    private func read(_ partition: Partition) -> Swift.Result<(part: ScanPart, operations: Int), SourceError> {
        do throws(SourceError) {
            var kernel = ScanKernel(plan, progress: progress)
            let operations = try source.scan(partition) { document throws(SourceError) in
                try kernel.consume(document)
            }
            return .success((try kernel.finish(), operations))
        } catch {
            return .failure(error)
        }
    }

    private func merge(
        _ outcomes: [Int: Swift.Result<(part: ScanPart, operations: Int), SourceError>], of partitions: [Partition],
        workers: Int, elapsed: Duration
    ) throws(SourceError) -> Result {
        // The reason is the first failure that is not merely the stop that another one asked for.
        let failures = partitions.indices.compactMap { place -> SourceError? in
            if case .failure(let error) = outcomes[place] { return error }
            return nil
        }
        if let failure = failures.first(where: { $0.code != .interrupted }) ?? failures.first { throw failure }
        var states = StateTable(plan)
        var documents: Int64 = 0
        var bytes: Int64 = 0
        var operations = 0
        for place in partitions.indices {
            guard case .success(let (part, sent)) = outcomes[place] else {
                throw SourceError(.brokenOff, "partition \(place + 1) was never read")
            }
            states.merge(part.states)
            documents += part.documents
            bytes += part.bytes
            operations += sent
        }
        return Result(
            states: states, documents: documents, bytes: bytes, partitions: partitions.count, threads: workers,
            serverOperations: operations, elapsed: elapsed)
    }
}
