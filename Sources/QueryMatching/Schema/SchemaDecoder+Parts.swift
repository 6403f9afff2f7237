import AuditModel

/// Keywords about the parts of arrays and documents.
extension SchemaDecoder {
    // MARK: Arrays

    mutating func readArrayRules(_ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode) {
        if let least = count(reader, "minItems") { add(.itemCount(least...Int.max), "minItems", place, to: &schema) }
        if let most = count(reader, "maxItems") { add(.itemCount(0...most), "maxItems", place, to: &schema) }
        if flag(reader, "uniqueItems") == true { add(.uniqueItems, "uniqueItems", place, to: &schema) }
        var items = ItemsSchema()
        let node = reader.node("items")
        switch node?.content {
        case .sequence(let nodes):
            for (index, node) in nodes.enumerated() {
                items.first.append(self.schema(node, place: place?.element(index)))
            }
        case .mapping:
            if let node { items.rest = .schema([self.schema(node, place: place?.eachElement)]) }
        case .some:
            if let node { reader.report("'items' must be a schema or a list of schemas", at: node.position) }
        case nil: break
        }
        // Beside one schema for all elements it says nothing, but has to be right.
        let others = place?.elements(from: items.first.count)
        let rest = remainder(reader, "additionalItems", place, others: others)
        if case .sequence = node?.content { items.rest = rest }
        if items != ItemsSchema() { schema.items = [items] }
    }

    /// `additionalItems` or `additionalProperties`.
    private mutating func remainder(
        _ reader: MappingReader, _ keyword: String, _ place: SchemaPlace?, others: SchemaPlace?
    ) -> Remainder {
        guard let node = reader.node(keyword) else { return .anything }
        switch node.content {
        case .bool(true): return .anything
        case .bool(false): return .nothing(failure: failure(keyword, place))
        case .mapping: return .schema([schema(node, place: others)])
        default:
            reader.report("'\(keyword)' must be true, false or a schema, not \(node.typeName)", at: node.position)
            return .anything
        }
    }

    // MARK: Documents

    mutating func readObjectRules(_ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode) {
        var object = ObjectSchema()
        var schemas: [(name: Int, schema: SchemaNode)] = []
        for entry in entries(reader, "properties") {
            guard let name = name(entry.key, in: &object, at: entry.keyPosition) else { continue }
            schemas.append((name, self.schema(entry.value, place: place?.field(entry.key))))
        }
        for entry in entries(reader, "patternProperties") {
            let schema = self.schema(entry.value, place: place?.fields(matching: entry.key))
            if let pattern = pattern(entry.key, isForKeys: true, at: entry.keyPosition) {
                object.patterns.append(ObjectSchema.PatternSchema(pattern: pattern, schema: schema))
            }
        }
        object.additional = remainder(reader, "additionalProperties", place, others: place?.otherFields)
        if let node = reader.node("required") {
            for (key, name) in names(node, "'required'", in: &object) {
                let requirement = ObjectSchema.Requirement(name: name, failure: failure("required \(key)", place))
                object.required.append(requirement)
            }
        }
        if let least = count(reader, "minProperties") {
            object.counts.append(
                ObjectSchema.Count(range: least...Int.max, failure: failure("minProperties", place)))
        }
        if let most = count(reader, "maxProperties") {
            object.counts.append(ObjectSchema.Count(range: 0...most, failure: failure("maxProperties", place)))
        }
        for entry in entries(reader, "dependencies") { readDependency(entry, reader, place, into: &object) }
        for (name, schema) in schemas { object.setSchema(schema, of: name) }
        guard !object.isEmpty else { return }
        object.finish(firstName: nameCount)
        nameCount += object.names.count
        schema.object = [object]
    }

    private mutating func readDependency(
        _ entry: ConfigNode.Entry, _ reader: MappingReader, _ place: SchemaPlace?, into object: inout ObjectSchema
    ) {
        guard let name = name(entry.key, in: &object, at: entry.keyPosition) else { return }
        var others: [Int] = []
        var schema: [SchemaNode] = []
        switch entry.value.content {
        case .sequence:
            others = names(entry.value, "the dependency of '\(entry.key)'", in: &object).map(\.name)
        case .mapping:
            schema = [self.schema(entry.value, place: nil)]
        default:
            reader.report(
                "the dependency of '\(entry.key)' must be a list of fields or a schema, not \(entry.value.typeName)",
                at: entry.value.position)
        }
        object.dependencies.append(
            ObjectSchema.Dependency(
                name: name, others: others, schema: schema, failure: failure("dependencies \(entry.key)", place)))
    }

    /// The entries of a mapping, each of whose keys stands once.
    private func entries(_ reader: MappingReader, _ keyword: String) -> [ConfigNode.Entry] {
        guard let node = reader.node(keyword) else { return [] }
        guard case .mapping(let entries) = node.content else {
            reader.report("'\(keyword)' must be a mapping (field: schema), not \(node.typeName)", at: node.position)
            return []
        }
        var known: Set<String> = []
        for entry in entries where !known.insert(entry.key).inserted {
            reader.report("'\(entry.key)' stands twice in '\(keyword)'", at: entry.keyPosition)
        }
        return entries
    }

    /// The keys of a list that names at least one, and each once.
    private func names(
        _ node: ConfigNode, _ subject: String, in object: inout ObjectSchema
    ) -> [(key: String, name: Int)] {
        guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
            log.report("\(subject) must be a list of at least one field", at: node.position)
            return []
        }
        var known: Set<String> = []
        var names: [(key: String, name: Int)] = []
        for node in nodes {
            guard let key = SchemaDecoder.text(node) else {
                log.report("\(subject) lists names of fields, not \(node.typeName)", at: node.position)
                continue
            }
            if !known.insert(key).inserted { log.report("\(subject) names '\(key)' twice", at: node.position) }
            if let name = name(key, in: &object, at: node.position) { names.append((key, name)) }
        }
        return names
    }

    /// MongoDB takes `a.b` for a path through documents and any of the elements of arrays, and an empty name for the document itself. Both
    /// can be said plainly.
    private func name(_ key: String, in object: inout ObjectSchema, at position: SourcePosition) -> Int? {
        if key.utf8.contains(0) {
            log.report("the name of a field cannot hold a zero character", at: position)
        } else if key.isEmpty {
            log.report("a schema cannot name the field whose name is empty", at: position)
        } else if key.utf8.contains(UInt8(ascii: ".")) {
            let outer = key.prefix { $0 != "." }
            log.report(
                "'\(key)' is no single field: describe the document '\(outer)' with 'properties' of its own",
                at: position)
        } else {
            return object.name(key)
        }
        return nil
    }
}
