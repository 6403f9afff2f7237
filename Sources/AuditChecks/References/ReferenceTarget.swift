package import AuditModel

/// Where the values must be found that a `reference` check's cells refer to.
package struct ReferenceTarget: Hashable, Sendable {
    package let place: Place
    /// The field that holds the keys.
    package let field: FieldPath

    package init(place: Place, field: FieldPath) {
        self.place = place
        self.field = field
    }

    /// A collection or file. Targets in the same place are read together.
    package enum Place: Hashable, Sendable {
        /// - `database`: nil: that of the suite. `filter`: a MongoDB filter as it stands in the suite file; nil: all documents.
        case collection(database: String?, name: String, filter: ConfigNode?)
        /// A path as the process sees it.
        case file(String)
    }
}

extension ReferenceTarget.Place {
    /// A MongoDB filter as it stands in the suite file; nil where all documents count.
    package var filter: ConfigNode? {
        guard case .collection(_, _, let filter) = self else { return nil }
        return filter
    }
}

extension ReferenceTarget.Place: CustomStringConvertible {
    /// As messages name it: `categories`, `other.categories` or the file.
    package var description: String {
        switch self {
        case .collection(let database, let name, _): database.map { "\($0).\(name)" } ?? name
        case .file(let path): path
        }
    }
}

extension ReferenceTarget: CustomStringConvertible {
    /// `categories._id`.
    package var description: String {
        switch place {
        case .collection: "\(place).\(field)"
        case .file: "'\(field)' in \(place)"
        }
    }
}

extension ReferenceTarget {
    /// What may stand under `to`.
    static let shape: SuiteShape = {
        let field = SuiteKey.field("the path of the keys there")
        let collection = [
            SuiteKey("database", meaning: "the database; left out: that of the suite", .text()),
            SuiteKey("collection", meaning: "the collection that holds the keys", .text(), required: true), field,
            SuiteKey("filter", meaning: "a MongoDB filter: only these documents count", .filter),
        ]
        let file = [SuiteKey("file", meaning: "a file beside the suite", .text(), required: true), field]
        return .anyOf([.text(pattern: #"^[^.]+\..+$"#), .mapping(collection), .mapping(file)])
    }()

    /// Reads `to`: `COLLECTION.FIELD`, or a mapping. Problems go to the reader.
    static func decode(_ reader: MappingReader) -> ReferenceTarget? {
        guard let node = reader.requiredNode("to") else { return nil }
        if case .mapping = node.content { return decodeMapping(node, reader) }
        guard let text = reader.string("to") else { return nil }
        // The first dot, as in a namespace: a collection whose own name has dots is written as a mapping.
        guard let dot = text.firstIndex(of: "."), dot > text.startIndex, text.index(after: dot) < text.endIndex else {
            reader.report(
                "'to' must name collection and field, such as categories._id, not '\(text)'", at: node.position)
            return nil
        }
        let collection = String(text[..<dot])
        guard reader.isName(collection, of: .collection, key: "to", at: node.position) else { return nil }
        do throws(FieldPathError) {
            let field = try FieldPath(parsing: String(text[text.index(after: dot)...]))
            return ReferenceTarget(place: .collection(database: nil, name: collection, filter: nil), field: field)
        } catch {
            reader.report(error.message, at: node.position)
            return nil
        }
    }

    private static func decodeMapping(_ node: ConfigNode, _ outer: MappingReader) -> ReferenceTarget? {
        guard let reader = MappingReader(node, subject: "'to'", log: outer.log) else { return nil }
        let field = reader.requiredNode("field").flatMap { reader.path(of: $0) }
        let place = reader.node("file") == nil ? collection(reader) : file(reader)
        reader.finish()
        guard let field, let place else { return nil }
        return ReferenceTarget(place: place, field: field)
    }

    private static func collection(_ reader: MappingReader) -> Place? {
        let name = reader.name(of: .collection)
        let hasDatabase = reader.node("database") != nil
        let database = hasDatabase ? reader.name(of: .database) : nil
        let filter = reader.node("filter")
        if let filter {
            if case .mapping = filter.content {
            } else {
                reader.report(
                    "'filter' must be a MongoDB filter such as { active: true }, not \(filter.typeName)",
                    at: filter.position)
            }
        }
        guard let name, !hasDatabase || database != nil else { return nil }
        return .collection(database: database, name: name, filter: filter)
    }

    private static func file(_ reader: MappingReader) -> Place? {
        for key in ["database", "collection", "filter"] {
            reader.refuse(key, "does not go with 'file'")
        }
        guard let node = reader.node("file"), let path = reader.string("file") else { return nil }
        guard !path.isEmpty else {
            reader.report("'file' cannot be empty", at: node.position)
            return nil
        }
        // Beside the suite, wherever the program was started.
        guard !path.hasPrefix("/"), let slash = reader.position.file.lastIndex(of: "/") else { return .file(path) }
        return .file(reader.position.file[...slash] + path)
    }
}
