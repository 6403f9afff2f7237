/// Sizes of memory as options write them: `512MB`, `2GB`, `64MiB`.
package enum SizeText {
    private static let units: [String: Int64] = [
        "kb": 1000, "mb": 1_000_000, "gb": 1_000_000_000, "tb": 1_000_000_000_000,
        "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "tib": 1 << 40,
    ]

    /// What messages say is allowed.
    package static let form = "a whole number and kB, MB, GB, TB, KiB, MiB, GiB or TiB, like 512MB or 2GiB"

    /// The shortest exact notation, in bytes where there is none: 64 MiB → `64MiB`.
    package static func text(_ bytes: Int64) -> String {
        let names = ["TiB", "TB", "GiB", "GB", "MiB", "MB", "KiB", "kB"]
        let exact = names.compactMap { name -> String? in
            guard let unit = units[name.lowercased()], bytes % unit == 0 else { return nil }
            return "\(bytes / unit)\(name)"
        }
        return exact.min { $0.count < $1.count } ?? "\(bytes) bytes"
    }

    /// Bytes of a size; nil when the text is none. A bare number is none: a unit must be said, in capitals or not.
    package static func bytes(_ text: String) -> Int64? {
        let digits = text.prefix { $0.isASCII && $0.isNumber }
        guard let amount = Int64(digits), let unit = units[text.dropFirst(digits.count).lowercased()] else {
            return nil
        }
        let (bytes, overflow) = amount.multipliedReportingOverflow(by: unit)
        return overflow ? nil : bytes
    }
}
