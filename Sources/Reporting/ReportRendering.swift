package import AuditModel

extension RunReport {
    /// The report as it was when its page was written, which comes before some of the deliveries: a page rebuilt from the JSON report is
    /// the same to the byte.
    package var asItsPageShowsIt: RunReport {
        var report = self
        if let page = deliveries.firstIndex(where: { $0.sink == "html" }) {
            report.deliveries = Array(deliveries[..<page])
        }
        return report
    }
}
