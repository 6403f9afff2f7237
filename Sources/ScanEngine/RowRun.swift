/// Neighbouring rows of a batch, after it was put in order, that belong to one segment.
struct RowRun {
    /// The thread's number of the segment.
    var segment: Int
    var start: Int
    var end: Int

    var count: Int { end - start }
}
