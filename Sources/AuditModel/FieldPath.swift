/// The name of the places of a value in a document: `a.b`, `a[].b`, `a[0].b`.
///
/// `a.b` walks sub-documents only; `[]` visits each element of an array, `[0]` one.
package struct FieldPath: Hashable, Sendable {
    /// One step on the way into a document.
    package enum Step: Hashable, Sendable {
        case key(String)
        case eachElement
        case element(Int)
    }

    package let steps: [Step]

    /// Whether a document can hold more than one cell of this path.
    package var isRepeated: Bool { steps.contains(.eachElement) }

    /// Reads the notation of suite files.
    /// - Throws: ``FieldPathError`` naming what is wrong and how to write it.
    package init(parsing text: String) throws(FieldPathError) {
        var steps: [Step] = []
        for part in text.split(separator: ".", omittingEmptySubsequences: false) {
            let key = part.prefix { $0 != "[" }
            guard !key.isEmpty else {
                throw FieldPathError(
                    message: text.isEmpty ? "a path cannot be empty" : "path '\(text)' has an empty step between dots")
            }
            guard !key.contains("\0") else {
                throw FieldPathError(message: "a path cannot contain a zero character")
            }
            guard !key.contains("]") else {
                throw FieldPathError(message: "path '\(text)' has a ']' without '['; write a[].b or a[0].b")
            }
            guard !key.hasPrefix("$") else {
                throw FieldPathError(message: "path '\(text)' starts a step with '$'; write the bare field name")
            }
            steps.append(.key(String(key)))
            var rest = part.dropFirst(key.count)
            while !rest.isEmpty {
                guard rest.first == "[" else {
                    throw FieldPathError(message: "path '\(text)' has text after ']'; write a[].b or a[0].b")
                }
                guard let close = rest.firstIndex(of: "]") else {
                    throw FieldPathError(message: "path '\(text)' has a '[' without ']'; write a[].b or a[0].b")
                }
                let inner = rest[rest.index(after: rest.startIndex)..<close]
                if inner.isEmpty {
                    steps.append(.eachElement)
                } else if let index = Int(inner), index >= 0, inner.allSatisfy(\.isNumber) {
                    steps.append(.element(index))
                } else {
                    throw FieldPathError(message: "path '\(text)' has '[\(inner)]'; allowed are [] and [0], [1] …")
                }
                rest = rest[rest.index(after: close)...]
            }
        }
        self.steps = steps
    }
}

extension FieldPath: CustomStringConvertible {
    package var description: String {
        if steps.isEmpty { return "(document)" }
        var text = ""
        for step in steps {
            switch step {
            case .key(let name): text += text.isEmpty ? name : "." + name
            case .eachElement: text += "[]"
            case .element(let index): text += "[\(index)]"
            }
        }
        return text
    }
}

/// Why a text is no field path.
package struct FieldPathError: Error, CustomStringConvertible {
    package let message: String
    package var description: String { message }
}

extension FieldPath {
    /// The path of a top-level field, whatever its name is made of.
    package init(key: String) {
        self.init(steps: [.key(key)])
    }

    /// `_id`.
    package static let documentID = FieldPath(key: "_id")

    /// The whole document: one cell that holds a document.
    package static let document = FieldPath(steps: [])

    private init(steps: [Step]) {
        self.steps = steps
    }
}
