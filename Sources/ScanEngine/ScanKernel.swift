import AuditModel
import RawBSON

/// The work of one thread: documents in, states out.
struct ScanKernel: DocumentVisitor, ~Copyable {
    private var walker: DocumentWalker
    private var batch: ColumnBatch
    private let plan: ScanPlan
    private var scopes: [RunningScope]
    private var segments: SegmentLookup?
    /// Each row's segment by the thread's numbers.
    private let segmentNumbers: UnsafeMutablePointer<Int32>
    private let views: UnsafeMutablePointer<ColumnView>
    /// By column: the matcher of its placeholders and the presence bytes with them marked.
    private var marked: [(matcher: PlaceholderMatcher, presence: UnsafeMutablePointer<UInt8>, capacity: Int)?]
    private let progress: ScanProgress
    /// Of which partition the documents are, counted from 1, and of how many.
    private let part: (number: Int, of: Int)
    private var documents: Int64 = 0
    private var bytes: Int64 = 0
    private var unreportedBytes = 0

    init(
        _ plan: ScanPlan, directory: SegmentDirectory, part: (number: Int, of: Int), progress: ScanProgress
    ) {
        self.plan = plan
        self.part = part
        self.progress = progress
        walker = DocumentWalker(PathTree(paths: plan.slots.map(\.path)))
        batch = ColumnBatch(slots: plan.slots)
        scopes = ScanKernel.start(plan)
        segments = plan.segmentation.map { _ in SegmentLookup(directory, columns: plan.segmentColumns) }
        segmentNumbers = .allocate(capacity: ColumnBatch.maximumRows)
        views = .allocate(capacity: max(1, plan.columns.count))
        marked = plan.columns.map { column in
            guard !column.missing.isEmpty else { return nil }
            let capacity = ColumnBatch.maximumRows
            return (PlaceholderMatcher(column.missing), .allocate(capacity: capacity), capacity)
        }
    }

    deinit {
        views.deallocate()
        segmentNumbers.deallocate()
        for case .some(let mark) in marked { mark.presence.deallocate() }
    }

    private static func start(_ plan: ScanPlan) -> [RunningScope] {
        plan.scopes.indices.map { RunningScope($0, of: plan) }
    }

    mutating func startOver() {
        scopes = ScanKernel.start(plan)
        batch.reset()
        progress.add(documents: -Int(documents), bytes: -Int(bytes))
        documents = 0
        bytes = 0
        unreportedBytes = 0
    }

    mutating func visit(_ document: UnsafeRawBufferPointer) throws(SourceError) {
        do throws(BSONFault) {
            try walker.walk(document, into: &batch)
        } catch {
            throw SourceError(
                .malformed, "document \(documents + Int64(batch.rows) + 1) of \(place) is \(error)")
        }
        batch.endRow()
        unreportedBytes &+= document.count
        if batch.isFull { try flush() }
    }

    /// What documents are counted in: other threads read the other parts, so that a place in the whole is known of one part only.
    private var place: String { part.of == 1 ? "the scan" : "part \(part.number) of \(part.of)" }

    /// Runs the analyzers over the batch, reports progress, and obeys a request to stop.
    private mutating func flush() throws(SourceError) {
        let rows = batch.rows
        for index in 0..<plan.columns.count {
            let slot = plan.columns[index].slot
            var view = batch.view(slot, presence: nil)
            if let mark = marked[index] {
                var presence = mark.presence
                if mark.capacity < view.count {
                    presence.deallocate()
                    presence = .allocate(capacity: view.count)
                    marked[index] = (mark.matcher, presence, view.count)
                }
                mark.matcher.mark(view, into: presence)
                view = batch.view(slot, presence: presence)
            }
            (views + index).initialize(to: view)
        }
        if segments != nil {
            segments?.assign(views, rows: rows, into: segmentNumbers)
            let known = segments?.segments ?? []
            for scope in scopes { scope.consume(rows: rows, all: views, numbers: segmentNumbers, segments: known) }
        } else {
            for scope in scopes { scope.consume(rows: rows, all: views, numbers: nil, segments: []) }
        }
        batch.reset()
        documents += Int64(rows)
        bytes += Int64(unreportedBytes)
        progress.add(documents: rows, bytes: unreportedBytes)
        unreportedBytes = 0
        if let stop = progress.stopError { throw stop }
    }

    /// The states over every document taken in.
    mutating func finish() throws(SourceError) -> ScanPart {
        if batch.rows > 0 { try flush() }
        let names = segments?.segments.map(\.name)
        return ScanPart(
            scopes: scopes.map { $0.finish(segments: names) }, hasTooManySegments: segments?.isOverfull ?? false,
            documents: documents, bytes: bytes)
    }
}

/// What a partition adds up to.
struct ScanPart: Sendable {
    /// In the order of the plan's scopes.
    var scopes: [ScopeStates]
    var hasTooManySegments: Bool
    var documents: Int64
    var bytes: Int64
}
