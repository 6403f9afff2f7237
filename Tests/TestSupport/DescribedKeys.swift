package import AuditModel
package import Foundation

/// Compares the keys of JSON with those that a schema describes.
package enum DescribedKeys {
    /// The paths of keys in a document that the schema does not describe, or describes without a meaning.
    package static func missing(in document: Data, from schema: JSONTree) throws -> [String] {
        var missing: [String] = []
        walk(try JSONSerialization.jsonObject(with: document), [schema], "", &missing)
        return missing
    }

    /// - Parameter schemas: those of which one is for the value.
    private static func walk(_ value: Any, _ schemas: [JSONTree], _ path: String, _ missing: inout [String]) {
        let schemas = schemas.flatMap(alternatives)
        if let elements = value as? [Any] {
            for element in elements { walk(element, schemas.compactMap { $0["items"] }, path + "[]", &missing) }
        } else if let object = value as? [String: Any] {
            for (key, inner) in object {
                let place = path + "." + key
                let described = schemas.compactMap { $0["properties"]?[key] }
                let tables = schemas.compactMap { $0["additionalProperties"] }
                let isTold = described.contains { schema in
                    guard case .string(let text)? = schema["description"] else { return false }
                    return !text.isEmpty
                }
                if !isTold && tables.isEmpty { missing.append(place) }
                walk(inner, described + tables, place, &missing)
            }
        }
    }

    private static func alternatives(_ schema: JSONTree) -> [JSONTree] {
        guard case .array(let schemas)? = schema["anyOf"] else { return [schema] }
        return schemas.flatMap(alternatives)
    }
}
