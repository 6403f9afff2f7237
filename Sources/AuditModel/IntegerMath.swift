extension Int64 {
    /// Quotient rounded towards negative infinity and the remainder, which is never negative; `divisor` > 0.
    @inlinable
    package func flooredDivision(_ divisor: Int64) -> (quotient: Int64, remainder: Int64) {
        let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
        return remainder < 0 ? (quotient - 1, remainder + divisor) : (quotient, remainder)
    }

    @inlinable
    package func flooredQuotient(_ divisor: Int64) -> Int64 { flooredDivision(divisor).quotient }

    @inlinable
    package func flooredRemainder(_ divisor: Int64) -> Int64 { flooredDivision(divisor).remainder }
}

/// A non-negative number with leading zeros up to a width.
package func padded(_ value: Int64, width: Int = 2) -> String {
    let digits = String(value)
    return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}
