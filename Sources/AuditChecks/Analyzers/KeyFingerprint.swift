import AuditModel
import CXXHash
import RawBSON
import ScanEngine

/// Fingerprints keys so that two are equal exactly when MongoDB compares them as equal.
package struct KeyFingerprint {
    /// The canonical bytes of the key at hand.
    private var canonical: [UInt8] = []

    /// Texts alone are hashed in place under a seed of their own, everything else by its canonical bytes.
    private enum Seed {
        static let text: UInt64 = 1
        static let canonical: UInt64 = 2
        static let compound: UInt64 = 3
    }

    init() {}

    /// The fingerprint of a text that needs no change; nil for a cell that is no text.
    @inline(__always)
    static func plainText(_ column: ColumnView, _ row: Int) -> UInt128? {
        guard column.tags[row] == 0x02 || column.tags[row] == 0x0E, let text = column.bytes(at: row) else { return nil }
        return hash(text, seed: Seed.text)
    }

    mutating func single(_ column: ColumnView, _ row: Int, _ part: KeyPart) -> UInt128 {
        if !part.changesText, let print = KeyFingerprint.plainText(column, row) { return print }
        canonical.removeAll(keepingCapacity: true)
        append(column, row, part)
        if canonical.first == CanonicalValue.textClass {
            // A text that was made alike must meet the same text that needed no change.
            return canonical.withUnsafeBytes {
                KeyFingerprint.hash(UnsafeRawBufferPointer(rebasing: $0[5...]), seed: Seed.text)
            }
        }
        return canonical.withUnsafeBytes { KeyFingerprint.hash($0, seed: Seed.canonical) }
    }

    /// The fingerprint of a key of one part that changes no text.
    @inline(__always)
    mutating func of(_ column: ColumnView, _ row: Int, _ part: KeyPart) -> UInt128 {
        KeyFingerprint.plainText(column, row) ?? single(column, row, part)
    }

    mutating func compound(_ batch: borrowing BatchView, _ row: Int, _ key: [KeyPart]) -> UInt128 {
        canonical.removeAll(keepingCapacity: true)
        for part in key.indices { append(batch[part], row, key[part]) }
        return canonical.withUnsafeBytes { KeyFingerprint.hash($0, seed: Seed.compound) }
    }

    private mutating func append(_ column: ColumnView, _ row: Int, _ part: KeyPart) {
        let tag = column.tags[row]
        switch tag {
        case 0x02, 0x0E:
            guard let text = column.bytes(at: row) else { return }
            if part.changesText, let alike = TextNormalization.apply(part, to: text) {
                CanonicalValue.append(text: alike, to: &canonical)
            } else {
                CanonicalValue.append(textBytes: text, to: &canonical)
            }
        case 0x01, 0x10, 0x12, 0x13:
            CanonicalValue.append(number: column.number(at: row), to: &canonical)
        case 0x08, 0x09, 0x11:
            CanonicalValue.append(fixed: column.payloads[row], type: tag, to: &canonical)
        default:
            guard let bytes = column.bytes(at: row) else { return }
            CanonicalValue.append(bytes, type: tag, to: &canonical)
        }
    }

    @inline(__always)
    private static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt128 {
        let hash = dqaudit_xxh3_128(bytes.baseAddress, bytes.count, seed)
        return UInt128(hash.high64) << 64 | UInt128(hash.low64)
    }
}
