/// A node of a suite file with its place, independent of the YAML library.
///
/// Scalars are resolved after the YAML 1.2 core schema: only `true` and `false` are booleans, so `NO` stays Norway.
package struct ConfigNode: Hashable, Sendable {
    package indirect enum Content: Hashable, Sendable {
        case null
        case bool(Bool)
        case integer(Int64)
        case number(Double)
        case string(String)
        case sequence([ConfigNode])
        case mapping([Entry])
    }

    /// One `key: value` of a mapping, in file order.
    package struct Entry: Hashable, Sendable {
        package let key: String
        package let keyPosition: SourcePosition
        package let value: ConfigNode

        package init(key: String, keyPosition: SourcePosition, value: ConfigNode) {
            self.key = key
            self.keyPosition = keyPosition
            self.value = value
        }
    }

    package let content: Content
    package let position: SourcePosition
    /// Scalars as written, after environment references; empty for collections.
    package let text: String
    /// Of a text that YAML takes for a time, milliseconds since 1970: a date where a filter takes a value.
    package let timestamp: Int64?

    package init(_ content: Content, at position: SourcePosition, text: String = "", timestamp: Int64? = nil) {
        self.content = content
        self.position = position
        self.text = text
        self.timestamp = timestamp
    }

    /// How messages name what stands here.
    package var typeName: String {
        switch content {
        case .null: "nothing"
        case .bool: "true or false"
        case .integer, .number: "a number"
        case .string: "a text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }
}

/// A place in a suite file; lines and columns count from 1.
package struct SourcePosition: Hashable, Sendable, Comparable, CustomStringConvertible {
    package let file: String
    package let line: Int
    package let column: Int

    package init(file: String, line: Int, column: Int) {
        self.file = file
        self.line = line
        self.column = column
    }

    package var description: String { "\(file):\(line):\(column)" }

    package static func < (left: SourcePosition, right: SourcePosition) -> Bool {
        (left.file, left.line, left.column) < (right.file, right.line, right.column)
    }
}

/// A problem of a suite file: `file:line:column: message`.
package struct ConfigIssue: Error, Hashable, Sendable, CustomStringConvertible {
    package let position: SourcePosition
    package let message: String

    package init(at position: SourcePosition, _ message: String) {
        self.position = position
        self.message = message
    }

    package var description: String { "\(position): \(message)" }
}
