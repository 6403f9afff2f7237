package import AuditModel

/// What a collection's own validator asks of its documents. A validator is a query, in which `$jsonSchema` is one condition of others.
package struct CollectionValidator: Hashable, Sendable {
    /// All of its schemas as one; nil when there is none.
    package let schema: JSONSchema?
    /// Its other conditions; nil when there are none.
    package let filter: DocumentFilter?

    /// What a document can break, by number: what it can break of the schema, and the other conditions together as `validator`.
    package var failures: [String] { (schema?.failures ?? []) + (filter == nil ? [] : ["validator"]) }

    package init(schema: JSONSchema?, filter: DocumentFilter? = nil) {
        self.schema = schema
        self.filter = filter
    }

    /// Takes a validator apart: `$jsonSchema` at its top and within `$and`, which is where documents must keep to it.
    /// - Returns: nil when something in it is wrong or not supported; the log says what.
    package static func decode(_ node: ConfigNode, log: MappingReader.IssueLog) -> CollectionValidator? {
        guard case .mapping = node.content else {
            log.report("a validator must be a query, not \(node.typeName)", at: node.position)
            return nil
        }
        let problems = log.issues.count
        var schemas: [ConfigNode] = []
        let filter = rest(of: node, schemas: &schemas).flatMap { DocumentFilter.decode($0, log: log) }
        let schema = schemas.isEmpty ? nil : JSONSchema.decode(allOf: schemas, log: log)
        return log.issues.count == problems ? CollectionValidator(schema: schema, filter: filter) : nil
    }

    /// What a query asks besides its schemas; nil for nothing.
    private static func rest(of query: ConfigNode, schemas: inout [ConfigNode]) -> ConfigNode? {
        guard case .mapping(let entries) = query.content else { return query }
        var rest: [ConfigNode.Entry] = []
        for entry in entries {
            switch (entry.key, entry.value.content) {
            case ("$jsonSchema", _): schemas.append(entry.value)
            case ("$and", .sequence(let queries)) where !queries.isEmpty:
                var others: [ConfigNode] = []
                for query in queries {
                    if let other = self.rest(of: query, schemas: &schemas) { others.append(other) }
                }
                if others.isEmpty { continue }
                let value = ConfigNode(.sequence(others), at: entry.value.position)
                rest.append(ConfigNode.Entry(key: entry.key, keyPosition: entry.keyPosition, value: value))
            default: rest.append(entry)
            }
        }
        return rest.isEmpty ? nil : ConfigNode(.mapping(rest), at: query.position)
    }
}
