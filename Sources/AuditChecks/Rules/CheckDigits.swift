/// Numbers that carry a digit to prove the others, as the bytes of a text.
enum CheckDigits {
    /// GS1 General Specifications, 7.9: weights 3 and 1 from the right, beside the check digit, sum to a multiple of 10.
    static func isGS1(_ text: UnsafeRawBufferPointer, digits: Int) -> Bool {
        guard text.count == digits else { return false }
        var sum = 0
        for (index, byte) in text.enumerated() {
            guard let digit = digit(byte) else { return false }
            sum += digit * ((digits - index).isMultiple(of: 2) ? 3 : 1)
        }
        return sum.isMultiple(of: 10)
    }

    /// ISO/IEC 7812-1, annex B: every second digit from the right is doubled and its own digits summed. A lone digit proves nothing.
    static func isLuhn(_ text: UnsafeRawBufferPointer) -> Bool {
        guard text.count > 1 else { return false }
        var remainder = 0
        var isDoubled = false
        for byte in text.reversed() {
            guard let digit = digit(byte) else { return false }
            let weighted = isDoubled ? 2 * digit : digit
            remainder = (remainder + weighted / 10 + weighted % 10) % 10
            isDoubled.toggle()
        }
        return remainder == 0
    }

    /// Weights 10 down to 1 sum to a multiple of 11; an X at the end counts 10.
    static func isISBN10(_ text: UnsafeRawBufferPointer) -> Bool {
        var sum = 0
        let count = eachISBNCharacter(of: text) { index, byte in
            guard let value = byte == 0x58 && index == 9 ? 10 : digit(byte) else { return false }
            sum += value * (10 - index)
            return index < 10
        }
        return count == 10 && sum.isMultiple(of: 11)
    }

    /// A GS1 number of thirteen digits that begins with 978 or 979.
    static func isISBN13(_ text: UnsafeRawBufferPointer) -> Bool {
        var sum = 0
        var prefix = 0
        let count = eachISBNCharacter(of: text) { index, byte in
            guard let digit = digit(byte) else { return false }
            if index < 3 { prefix = 10 * prefix + digit }
            sum += digit * (index.isMultiple(of: 2) ? 1 : 3)
            return index < 13
        }
        return count == 13 && (prefix == 978 || prefix == 979) && sum.isMultiple(of: 10)
    }

    /// Hands out the characters without the single hyphens or spaces that stand between two of them.
    /// - Returns: how many there were; nil when one was refused or a separator stands elsewhere.
    private static func eachISBNCharacter(
        of text: UnsafeRawBufferPointer, _ accept: (Int, UInt8) -> Bool
    ) -> Int? {
        var count = 0
        var mayEnd = false
        for byte in text {
            if byte == 0x2D || byte == 0x20 {
                guard mayEnd else { return nil }
                mayEnd = false
            } else {
                guard accept(count, byte) else { return nil }
                count += 1
                mayEnd = true
            }
        }
        return mayEnd ? count : nil
    }

    private static func digit(_ byte: UInt8) -> Int? {
        (0x30...0x39).contains(byte) ? Int(byte) - 0x30 : nil
    }
}
