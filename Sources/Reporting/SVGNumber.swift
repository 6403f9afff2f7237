import AuditModel

/// Coordinates as SVG reads them.
enum SVGNumber {
    /// A share of 0–1 as a percentage with two decimals.
    static func percent(_ share: Double) -> String { hundredths(min(max(share, 0), 1) * 100) + "%" }

    /// A number with at most two decimals.
    static func hundredths(_ value: Double) -> String {
        let steps = Int64((value * 100).rounded())
        let (whole, rest) = steps.magnitude.quotientAndRemainder(dividingBy: 100)
        let sign = steps < 0 ? "-" : ""
        if rest == 0 { return "\(sign)\(whole)" }
        return rest.isMultiple(of: 10)
            ? "\(sign)\(whole).\(rest / 10)" : "\(sign)\(whole).\(rest < 10 ? "0" : "")\(rest)"
    }

    /// Whole and half pixels.
    static func pixels(_ value: Double) -> String {
        let halves = Int64((value * 2).rounded())
        return halves.isMultiple(of: 2) ? "\(halves / 2)" : "\(halves / 2).5"
    }
}
