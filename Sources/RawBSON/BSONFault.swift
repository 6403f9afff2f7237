/// Bytes that are no BSON: what is wrong, and at which offset.
public struct BSONFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// What is wrong.
    public enum Kind: String, Hashable, Sendable {
        case truncated = "the bytes end before the value does"
        case badLength = "a length does not fit its surroundings"
        case unknownType = "an element has an unknown type byte"
        case missingTerminator = "a document or string does not end with NUL"
        case badBoolean = "a boolean is neither 0 nor 1"
        case badText = "a text is not valid UTF-8"
        case tooDeep = "documents are nested too deep"
    }

    package let kind: Kind
    /// Bytes from the beginning of the document.
    package let offset: Int

    /// A fault at so many bytes from the beginning of the document.
    public init(_ kind: Kind, at offset: Int) {
        self.kind = kind
        self.offset = offset
    }

    /// What is wrong, as a sentence.
    public var description: String { "not valid BSON at byte \(offset): \(kind.rawValue)" }
}
