package import ScanEngine

/// A filter limits checks of one scan to some of its documents.
extension DocumentFilter: RowFilter {
    package func makeEvaluator() -> any RowFilterEvaluator { FilterColumns(self) }
}

extension FilterColumns: RowFilterEvaluator {
    package func evaluate(_ batch: borrowing BatchView, into verdicts: UnsafeMutablePointer<UInt8>) {
        evaluate(batch, from: 0, into: verdicts)
    }
}
