import AuditModel
import RawBSON

/// The fields of one document by name; what is missing or of another type is a fault that names the field.
struct DocumentFields {
    private let bytes: UnsafeRawBufferPointer
    private var fields: [String: BSONElements.Element] = [:]

    /// - Parameter bytes: valid as long as this value.
    init(_ bytes: UnsafeRawBufferPointer) throws(HistoryFault) {
        self.bytes = bytes
        for element in try Self.elements(of: bytes) {
            fields[String(decoding: bytes[element.key], as: UTF8.self)] = element
        }
    }

    func has(_ key: String) -> Bool { fields[key] != nil }

    func text(_ key: String) throws(HistoryFault) -> String {
        let value = try value(key, .string)
        // The length counts the NUL at the end.
        return String(decoding: value.dropFirst(4).dropLast(), as: UTF8.self)
    }

    /// One of the words of a vocabulary.
    func word<Word: RawRepresentable>(_ key: String) throws(HistoryFault) -> Word where Word.RawValue == String {
        guard let word = Word(rawValue: try text(key)) else { throw .document("an unknown \(key)") }
        return word
    }

    func integer(_ key: String) throws(HistoryFault) -> Int64 {
        Int64(bitPattern: try eightBytes(key, .int64))
    }

    func number(_ key: String) throws(HistoryFault) -> Double {
        Double(bitPattern: try eightBytes(key, .double))
    }

    func instant(_ key: String) throws(HistoryFault) -> Instant {
        Instant(milliseconds: Int64(bitPattern: try eightBytes(key, .date)))
    }

    /// The documents of an array.
    func elements(_ key: String) throws(HistoryFault) -> [DocumentFields] {
        let array = UnsafeRawBufferPointer(rebasing: try value(key, .array))
        return try Self.elements(of: array).map { element throws(HistoryFault) in
            guard element.type == .document else { throw .document("an unknown \(key)") }
            return try DocumentFields(UnsafeRawBufferPointer(rebasing: array[element.value]))
        }
    }

    private func eightBytes(_ key: String, _ type: BSONType) throws(HistoryFault) -> UInt64 {
        UInt64(littleEndian: try value(key, type).loadUnaligned(as: UInt64.self))
    }

    private func value(_ key: String, _ type: BSONType) throws(HistoryFault) -> Slice<UnsafeRawBufferPointer> {
        guard let element = fields[key] else { throw .document("a run without '\(key)'") }
        guard element.type == type else { throw .document("an unknown \(key)") }
        return bytes[element.value]
    }

    private static func elements(of bytes: UnsafeRawBufferPointer) throws(HistoryFault) -> [BSONElements.Element] {
        do throws(BSONFault) {
            var elements = try BSONElements(bytes)
            var found: [BSONElements.Element] = []
            while let element = try elements.next() { found.append(element) }
            return found
        } catch {
            throw .document("a document that is no BSON (\(error))")
        }
    }
}
