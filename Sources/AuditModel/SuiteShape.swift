/// What may stand under a key of a suite, as far as a schema can say it.
///
/// A shape accepts everything that decoding accepts, and refuses what is of the wrong form. A text with a reference to the environment is
/// accepted wherever decoding reads a text, because only a run knows what it becomes.
package indirect enum SuiteShape: Sendable {
    /// A text; numbers and booleans are taken as they are written.
    /// - Parameter pattern: a regular expression of ECMA 262 that the whole text matches.
    case text(pattern: String? = nil)
    /// `true` or `false`.
    case flag
    case whole(ClosedRange<Int64>)
    case number
    case atLeastZero
    case constant(Int64)
    case duration
    case percent
    case path
    case choice([String])
    /// Nothing after the colon, or `null`.
    case nothing
    /// A text that is no number.
    case string(pattern: String? = nil)
    /// A text, number or boolean.
    case scalar
    /// A MongoDB filter; only the program knows its operators.
    case filter
    case list(SuiteShape, atLeast: Int = 0, atMost: Int? = nil)
    /// A mapping with these keys and no others.
    case mapping([SuiteKey], notEmpty: Bool = false)
    /// A mapping with one of these keys.
    case oneOf([SuiteKey])
    /// A mapping with names of the user's choice.
    case named(SuiteShape)
    case anyOf([SuiteShape])

    /// A list, or one element that stands for a list of one.
    package static func listOrOne(_ element: SuiteShape, atLeast: Int = 0, atMost: Int? = nil) -> SuiteShape {
        .anyOf([element, .list(element, atLeast: atLeast, atMost: atMost)])
    }

    /// A threshold in a unit.
    package init(threshold unit: MeasurementUnit) {
        switch unit {
        case .percent: self = .percent
        case .seconds: self = .duration
        case .documents: self = .whole(0...Int64.max)
        case .ratio, .scaledDeviations, .count, .unixTime: self = .atLeastZero
        }
    }
}

extension SuiteShape {
    /// The keys of mappings that may stand here or in a list here, each name once.
    package var nested: [SuiteKey] {
        switch self {
        case .mapping(let keys, _), .oneOf(let keys): return keys
        case .list(let element, _, _), .named(let element): return element.nested
        case .anyOf(let shapes):
            var known: Set<String> = []
            return shapes.flatMap(\.nested).filter { known.insert($0.names[0]).inserted }
        default: return []
        }
    }

    /// As JSON Schema, draft 7.
    package var schema: JSONTree {
        switch self {
        case .text(let pattern):
            (["type": ["string", "number", "boolean"]] as JSONTree).with("pattern", pattern.map(SuiteShape.orReference))
        case .string(let pattern): (["type": "string"] as JSONTree).with("pattern", pattern.map(SuiteShape.orReference))
        case .flag: ["type": "boolean"]
        case .whole(let range):
            (["type": "integer", "minimum": .integer(range.lowerBound)] as JSONTree)
                .with("maximum", range.upperBound == .max ? nil : .integer(range.upperBound))
        case .number: ["type": "number"]
        case .atLeastZero: ["type": "number", "minimum": 0]
        case .constant(let value): ["const": .integer(value)]
        case .duration: SuiteShape.string(pattern: "^([0-9]+[smhdw])+$").schema
        case .percent: SuiteShape.string(pattern: #"^([0-9]+\.?[0-9]*|\.[0-9]+) *%$"#).schema
        case .path: SuiteShape.text().schema.with("minLength", 1)
        case .choice(let words):
            [
                "anyOf": [
                    ["enum": .array(words.map { .string($0) })],
                    ["type": "string", "pattern": .string(SuiteShape.reference)],
                ]
            ]
        case .nothing: ["type": "null"]
        case .scalar: SuiteShape.text().schema
        case .filter: ["type": "object"]
        case .list(let element, let least, let most):
            (["type": "array", "items": element.schema] as JSONTree).with(
                "minItems", least == 0 ? nil : .integer(Int64(least))
            )
            .with("maxItems", most.map { .integer(Int64($0)) })
        case .oneOf(let keys): SuiteShape.object(keys).with("minProperties", 1).with("maxProperties", 1)
        case .named(let value): ["type": "object", "additionalProperties": value.schema]
        case .mapping(let keys, let notEmpty): SuiteShape.object(keys).with("minProperties", notEmpty ? 1 : nil)
        case .anyOf:
            alternatives.count == 1 ? alternatives[0].schema : ["anyOf": .array(alternatives.map(\.schema))]
        }
    }

    private var alternatives: [SuiteShape] {
        guard case .anyOf(let shapes) = self else { return [self] }
        return shapes.flatMap(\.alternatives)
    }

    /// An object with these keys alone.
    package static func object(_ keys: [SuiteKey]) -> JSONTree {
        let required = keys.filter(\.isRequired).flatMap(\.names)
        let properties = keys.flatMap { key in
            key.names.map { name in
                JSONTree.Member(
                    name, .object([JSONTree.Member("description", .string(key.meaning))] + key.shape.schema.members))
            }
        }
        return (["type": "object", "properties": .object(properties), "additionalProperties": false] as JSONTree)
            .with("required", required.isEmpty ? nil : .array(required.map { .string($0) }))
    }

    /// `${NAME}`, whatever stands around it.
    private static let reference = #"\$\{"#

    private static func orReference(_ pattern: String) -> JSONTree { .string("(\(pattern))|\(reference)") }
}

extension JSONTree {
    fileprivate var members: [Member] {
        guard case .object(let members) = self else { return [] }
        return members
    }
}
