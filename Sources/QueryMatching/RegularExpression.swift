import CPCRE2

/// A compiled pattern of MongoDB's own regular-expression engine, with the memory of one thread to match it.
///
/// Patterns are matched on UTF-8 bytes anywhere in the text, as `$regex` does; bytes that are no UTF-8 match nothing instead of failing.
/// Not for two threads at once: every thread compiles its own.
package final class RegularExpression {
    private let code: OpaquePointer
    private let data: OpaquePointer
    private let context: OpaquePointer
    private let stack: OpaquePointer?
    /// Set for a pattern that needs no engine.
    private let prefixes: LiteralPrefixes?

    /// Steps after which a match is given up (PCRE2's own default is ten million): a pattern that needs more backtracks catastrophically.
    private static let matchLimit: UInt32 = 1_000_000

    /// What a pattern's `.` stands for.
    package enum Units: Sendable {
        /// Characters of UTF-8 text.
        case characters
        /// Single bytes, as MongoDB searches keys.
        case bytes
    }

    /// - Parameter options: of `$options`: `i`, `m`, `s`, `x`; others mean nothing.
    /// - Throws: ``PatternError`` with PCRE2's reason and the place in the pattern.
    package init(_ pattern: String, options letters: String = "", units: Units = .characters) throws(PatternError) {
        var number: Int32 = 0
        var offset = 0
        let options = RegularExpression.flags(letters, units)
        var text = pattern
        let compiled = text.withUTF8 { bytes in
            pcre2_compile_8(bytes.baseAddress, bytes.count, options, &number, &offset, nil)
        }
        guard let compiled else { throw PatternError(number: number, offset: offset) }
        code = compiled
        // JIT is a speed-up only: where it cannot be had, the interpreter does the same.
        pcre2_jit_compile_8(compiled, UInt32(PCRE2_JIT_COMPLETE))
        guard let data = pcre2_match_data_create_from_pattern_8(compiled, nil),
            let context = pcre2_match_context_create_8(nil)
        else {
            pcre2_code_free_8(compiled)
            throw PatternError(message: "there is not enough memory for the pattern", offset: 0)
        }
        self.data = data
        self.context = context
        pcre2_set_match_limit_8(context, RegularExpression.matchLimit)
        stack = pcre2_jit_stack_create_8(32 * 1024, 1024 * 1024, nil)
        if let stack { pcre2_jit_stack_assign_8(context, nil, UnsafeMutableRawPointer(stack)) }
        // Only for `s` is `^` still the beginning and each character itself.
        prefixes = letters.allSatisfy { $0 == "s" || $0 == "u" } ? LiteralPrefixes(of: pattern) : nil
    }

    private static func flags(_ letters: String, _ units: Units) -> UInt32 {
        var flags = units == .bytes ? 0 : UInt32(PCRE2_UTF) | UInt32(PCRE2_MATCH_INVALID_UTF)
        for letter in letters {
            switch letter {
            case "i": flags |= UInt32(PCRE2_CASELESS)
            case "m": flags |= UInt32(PCRE2_MULTILINE)
            case "s": flags |= UInt32(PCRE2_DOTALL)
            case "x": flags |= UInt32(PCRE2_EXTENDED)
            default: break
            }
        }
        return flags
    }

    deinit {
        pcre2_match_data_free_8(data)
        pcre2_match_context_free_8(context)
        if let stack { pcre2_jit_stack_free_8(stack) }
        pcre2_code_free_8(code)
    }

    /// Whether the pattern occurs in the text; nil when the search was given up at its limit.
    package func occurs(in text: UnsafeRawBufferPointer) -> Bool? {
        if let prefixes { return prefixes.begin(text) }
        // PCRE2 takes no null pointer for an empty subject before 10.43.
        let status = text.withMemoryRebound(to: UInt8.self) { bytes in
            withUnsafePointer(to: UInt8(0)) { empty in
                pcre2_match_8(code, bytes.baseAddress ?? empty, bytes.count, 0, 0, data, context)
            }
        }
        if status >= 0 { return true }
        return status == PCRE2_ERROR_NOMATCH ? false : nil
    }
}

/// Why a text is no regular expression.
package struct PatternError: Error, Hashable, Sendable, CustomStringConvertible {
    package let message: String
    /// Bytes into the pattern.
    package let offset: Int

    init(message: String, offset: Int) {
        self.message = message
        self.offset = offset
    }

    init(number: Int32, offset: Int) {
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = pcre2_get_error_message_8(number, &buffer, buffer.count)
        message = String(decoding: buffer.prefix(max(0, Int(count))), as: UTF8.self)
        self.offset = offset
    }

    package var description: String { "\(message) (at character \(offset + 1))" }
}
