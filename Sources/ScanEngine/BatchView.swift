/// A batch of documents as one analyzer sees it: its columns, under the indices of its requests.
///
/// Public, so that its members are inlined in other modules.
public struct BatchView: ~Copyable {
    /// Documents in the batch, at most ``ColumnBatch/maximumRows``.
    @usableFromInline package let rows: Int
    /// The place of each row's state; nil: all documents belong to the first.
    @usableFromInline package let segments: UnsafePointer<Int32>?
    @usableFromInline let columns: UnsafePointer<ColumnView>

    init(rows: Int, segments: UnsafePointer<Int32>? = nil, columns: UnsafePointer<ColumnView>) {
        self.rows = rows
        self.segments = segments
        self.columns = columns
    }

    @inlinable package subscript(index: Int) -> ColumnView { columns[index] }

    /// The place of a row's state.
    @inlinable package func segment(ofRow row: Int) -> Int { segments.map { Int($0[row]) } ?? 0 }
}
