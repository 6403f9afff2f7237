/// `$jsonSchema`: whether a document keeps to a schema.
final class SchemaPredicate: Predicate {
    private let matcher: SchemaMatcher

    init(_ schema: JSONSchema) { matcher = SchemaMatcher(schema) }

    override func test(document: UnsafeRawBufferPointer) -> Verdict { Verdict(matcher.matches(document: document)) }
}
