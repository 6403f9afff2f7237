extension Decimal128: CustomStringConvertible {
    /// As MongoDB writes it: plain where the exponent is small, else scientific (`to-scientific-string` of the decimal specification).
    package var description: String {
        switch value {
        case .notANumber: return "NaN"
        case .infinity(let isNegative): return isNegative ? "-Infinity" : "Infinity"
        case .finite(let isNegative, let coefficient, let exponent):
            let digits = String(coefficient)
            let sign = isNegative ? "-" : ""
            let leading = exponent + digits.count - 1
            if exponent > 0 || leading < -6 {
                let rest = digits.dropFirst()
                return sign + digits.prefix(1) + (rest.isEmpty ? "" : "." + rest) + "E" + (leading < 0 ? "" : "+")
                    + "\(leading)"
            }
            if exponent == 0 { return sign + digits }
            let point = digits.count + exponent
            if point > 0 { return sign + digits.prefix(point) + "." + digits.dropFirst(point) }
            return sign + "0." + String(repeating: "0", count: -point) + digits
        }
    }
}
