/// A batch of documents as one analyzer sees it: its columns, under the indices of its requests.
package struct BatchView: ~Copyable {
    /// Documents in the batch, at most ``ColumnBatch/maximumRows``.
    package let rows: Int
    private let columns: UnsafePointer<ColumnView>

    init(rows: Int, columns: UnsafePointer<ColumnView>) {
        self.rows = rows
        self.columns = columns
    }

    package subscript(index: Int) -> ColumnView { columns[index] }
}
