/// The fields of a suite whose values no output may show.
///
/// What stands below such a field is sensitive too, and so is what holds it: a document that is shown whole shows its fields. Arrays make no
/// difference: `a.b` is also `a[].b` and `a[0].b`.
package struct SensitiveFields: Hashable, Sendable {
    /// Each once, in alphabetical order.
    package let paths: [FieldPath]

    package static let none = SensitiveFields([])

    package init(_ paths: some Sequence<FieldPath>) {
        var known: Set<FieldPath> = []
        self.paths = paths.filter { known.insert($0).inserted }.sorted { $0.description < $1.description }
    }

    /// Whether a value of a path is, holds, or is part of a sensitive one.
    package func touch(_ path: FieldPath) -> Bool {
        let keys = SensitiveFields.keys(path)
        return paths.contains { sensitive in zip(keys, SensitiveFields.keys(sensitive)).allSatisfy(==) }
    }

    private static func keys(_ path: FieldPath) -> [String] {
        path.steps.compactMap { step in
            guard case .key(let name) = step else { return nil }
            return name
        }
    }
}

extension MappingReader {
    /// `sensitive: true` in a mapping that is about one field: the field, or none.
    package func sensitiveFields(_ field: FieldPath?) -> [FieldPath] {
        guard bool("sensitive") == true, let field, let place = node("sensitive")?.position else { return [] }
        return acceptsSensitive(field, at: place) ? [field] : []
    }

    /// `sensitive: [email, phone]`: the fields of a suite that are.
    package func sensitiveList() -> [FieldPath] {
        (list("sensitive") ?? []).compactMap { node in
            guard let path = path(of: node), acceptsSensitive(path, at: node.position) else { return nil }
            return path
        }
    }

    private func acceptsSensitive(_ path: FieldPath, at place: SourcePosition) -> Bool {
        guard path.steps.first == .key("_id") else { return true }
        report("'\(path)' cannot be sensitive, because reports name documents by their _id", at: place)
        return false
    }
}
