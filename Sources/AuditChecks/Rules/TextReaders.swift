import AuditModel
import Glibc

/// Forms that a library or another part of the product already reads.
enum TextReaders {
    static func isDay(_ text: UnsafeRawBufferPointer) -> Bool {
        TimestampText.parse(text).map { !$0.hasTime } ?? false
    }

    static func isInstant(_ text: UnsafeRawBufferPointer) -> Bool {
        TimestampText.parse(text)?.hasTime ?? false
    }

    /// The C library knows the grammar; the longest address has 45 characters.
    static func isIPv6(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count <= 45, !text.contains(0) else { return false }
        var address = in6_addr()
        return withUnsafeTemporaryAllocation(byteCount: 46, alignment: 1) { buffer in
            buffer.copyMemory(from: text)
            buffer[text.count] = 0
            return inet_pton(AF_INET6, buffer.baseAddress, &address) == 1
        }
    }
}
