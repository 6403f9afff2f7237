/// Neighbouring rows of a batch, after it was put in order, that belong to one segment.
package struct RowRun: Sendable {
    /// The thread's number of the segment: the place of its state.
    package var segment: Int
    package var start: Int
    package var end: Int

    package var count: Int { end - start }
}
