package import AuditModel

/// The fields by whose values the documents of a scan are told apart.
package struct Segmentation: Hashable, Sendable {
    /// One or two plain paths.
    package let paths: [FieldPath]
    package let missing: MissingValues

    package init(paths: [FieldPath], missing: MissingValues) {
        self.paths = paths
        self.missing = missing
    }

    /// More different values than this are no segments but data; then there are none.
    package static let mostSegments = 10_000
    /// Longer texts are no names; they make up one segment.
    package static let longestText = 256

    /// The name of the segment of documents whose value is missing.
    package static let missingName = "(missing)"
    /// The name of what is left when the most frequent segments were taken out.
    package static let otherName = "(other)"
    /// The name of the segment of texts too long to be names.
    package static let longTextName = "(long text)"
    /// Between the two values of a segment of two paths.
    package static let separator = " / "

    var columns: [ColumnRequest] {
        paths.map {
            ColumnRequest(
                $0, missing: missing, need: ColumnNeed(textBytes: Segmentation.longestText, structures: false))
        }
    }
}
