package import AuditModel
package import ScanEngine

/// `segment_by`: the fields by whose values every check is computed apart, and the segments that must be there.
package struct SegmentRule: Hashable, Sendable {
    package let segmentation: Segmentation
    /// Segments that must have documents, whatever the past says.
    package let expected: [String]
    /// Where the suite names each field; empty for a rule of no file.
    package let places: [SourcePosition]

    package init(segmentation: Segmentation, expected: [String] = [], places: [SourcePosition] = []) {
        self.places = places
        self.segmentation = segmentation
        self.expected = expected
    }

    /// Reads `segment_by`: a path, a list of one or two, or `{ fields, expected }`; nil when it is not there or has an issue.
    package static func decode(_ reader: MappingReader, missing: MissingValues) -> SegmentRule? {
        guard let node = reader.node("segment_by") else { return nil }
        var expected: [String] = []
        var fields: ConfigNode? = node
        if case .mapping = node.content {
            guard let nested = MappingReader(node, subject: "'segment_by'", log: reader.log) else { return nil }
            fields = nested.requiredNode("fields")
            for element in nested.list("expected") ?? [] {
                switch element.content {
                case .string, .integer, .number, .bool: expected.append(element.text)
                case .null, .sequence, .mapping:
                    reader.report(
                        "'expected' lists the names of segments, not \(element.typeName)", at: element.position)
                }
            }
            nested.finish()
        }
        guard let fields else { return nil }
        let nodes: [ConfigNode]
        if case .sequence(let elements) = fields.content { nodes = elements } else { nodes = [fields] }
        guard (1...2).contains(nodes.count) else {
            reader.report("'segment_by' takes one field or two, not \(nodes.count)", at: fields.position)
            return nil
        }
        var paths: [FieldPath] = []
        for node in nodes {
            guard let path = reader.path(of: node) else { continue }
            if path.isRepeated {
                reader.report(
                    "'segment_by' must name one value of a document, and '\(path)' names several", at: node.position)
            } else if paths.contains(path) {
                reader.report("field '\(path)' stands twice in 'segment_by'", at: node.position)
            } else {
                paths.append(path)
            }
        }
        guard paths.count == nodes.count else { return nil }
        return SegmentRule(
            segmentation: Segmentation(paths: paths, missing: missing), expected: expected,
            places: nodes.map(\.position))
    }
}
