package import AuditModel
package import ScanEngine

extension Scan {
    /// A scan of a source that is opened for it.
    package init(
        plan: ScanPlan, source: some DocumentSource, threads: Int, progress: ScanProgress
    ) throws(SourceError) {
        let request = ReadRequest(threads: threads, threadsAreChosen: true, watchedKeys: plan.watchedKeys)
        self.init(plan: plan, opened: try source.open(request), threads: threads, progress: progress)
    }
}
