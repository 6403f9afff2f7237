import AuditModel
import RawBSON

/// Reads schemas, with a message for whatever a server would refuse too.
///
/// Within `anyOf`, `oneOf`, `not` and `dependencies` there are no places: nothing there is a failure of its own.
struct SchemaDecoder {
    let log: MappingReader.IssueLog
    var failures = Numbered<String>()
    var patterns = Numbered<SchemaPattern>()
    var nameCount = 0
    private var depth = 0

    /// As deep as a server's documents can be, and with them its schemas.
    private static let maximumDepth = 100

    init(log: MappingReader.IssueLog) { self.log = log }

    mutating func schema(_ node: ConfigNode, place: SchemaPlace?) -> SchemaNode {
        var schema = SchemaNode()
        guard depth < SchemaDecoder.maximumDepth else {
            log.report(
                "schemas stand more than \(SchemaDecoder.maximumDepth) deep within one another", at: node.position)
            return schema
        }
        guard let reader = MappingReader(node, subject: "a JSON schema", log: log) else { return schema }
        depth += 1
        defer { depth -= 1 }
        readTexts(reader)
        readTypes(reader, place, into: &schema)
        readNumbers(reader, place, into: &schema)
        readTextRules(reader, place, into: &schema)
        readArrayRules(reader, place, into: &schema)
        readObjectRules(reader, place, into: &schema)
        readCombinations(reader, place, into: &schema)
        refuseForeignKeywords(reader)
        reader.finish()
        return schema
    }

    /// The number of a failure; within a combination there is none.
    mutating func failure(_ keyword: String, _ place: SchemaPlace?) -> Int {
        place.map { failures.number(of: $0.failure(keyword)) } ?? 0
    }

    mutating func add(_ rule: SchemaTest.Rule, _ keyword: String, _ place: SchemaPlace?, to schema: inout SchemaNode) {
        schema.tests.append(SchemaTest(rule, failure: failure(keyword, place)))
    }

    // MARK: Keywords without effect, and what MongoDB leaves out

    private func readTexts(_ reader: MappingReader) {
        for keyword in ["title", "description"] {
            guard let node = reader.node(keyword) else { continue }
            if case .string = node.content { continue }
            reader.report("'\(keyword)' must be a text, not \(node.typeName)", at: node.position)
        }
    }

    private func refuseForeignKeywords(_ reader: MappingReader) {
        for keyword in ["$ref", "$schema", "default", "definitions", "format", "id"] {
            reader.refuse(keyword, "is no part of MongoDB's $jsonSchema")
        }
        for keyword in ["encrypt", "encryptMetadata"] {
            reader.refuse(keyword, "is about values encrypted by clients, which no check can look into")
        }
    }

    // MARK: Combinations

    private mutating func readCombinations(
        _ reader: MappingReader, _ place: SchemaPlace?, into schema: inout SchemaNode
    ) {
        if let nodes = schemas(reader, "allOf", place) { schema.tests.append(SchemaTest(.allOf(nodes), failure: 0)) }
        if let nodes = schemas(reader, "anyOf", nil) { add(.anyOf(nodes), "anyOf", place, to: &schema) }
        if let nodes = schemas(reader, "oneOf", nil) { add(.oneOf(nodes), "oneOf", place, to: &schema) }
        if let node = reader.node("not") {
            add(.not([self.schema(node, place: nil)]), "not", place, to: &schema)
        }
    }

    private mutating func schemas(
        _ reader: MappingReader, _ keyword: String, _ place: SchemaPlace?
    ) -> [SchemaNode]? {
        guard let node = reader.node(keyword) else { return nil }
        guard case .sequence(let nodes) = node.content, !nodes.isEmpty else {
            reader.report("'\(keyword)' must be a list of at least one schema", at: node.position)
            return nil
        }
        var schemas: [SchemaNode] = []
        for node in nodes { schemas.append(schema(node, place: place)) }
        return schemas
    }
}
