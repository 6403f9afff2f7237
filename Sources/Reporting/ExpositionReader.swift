import AuditModel

/// Reads back what `Exposition` wrote: gauges only, no timestamps.
struct ExpositionReader {
    /// The gauges of a text; nil when a line is not as `Exposition` writes it.
    static func gauges(in text: String) -> [Gauge]? {
        var reader = ExpositionReader()
        // Only LF ends a line here; "\r\n" is one Character in Swift, so lines are split by their bytes.
        for line in text.utf8.split(separator: UInt8(ascii: "\n")) where !reader.take(Substring(line)) { return nil }
        return reader.gauges
    }

    private var gauges: [Gauge] = []
    private var help: [Substring: String] = [:]

    private mutating func take(_ line: Substring) -> Bool {
        if line.hasPrefix("# HELP ") {
            let parts = line.dropFirst(7).split(separator: " ", maxSplits: 1)
            guard let name = parts.first else { return false }
            help[name] = parts.count == 2 ? ExpositionReader.unescaped(parts[1]) : ""
            return true
        }
        if line.hasPrefix("# TYPE ") { return line.hasSuffix(" gauge") }
        return takeSample(line)
    }

    private mutating func takeSample(_ line: Substring) -> Bool {
        let end = line.firstIndex { $0 == "{" || $0 == " " } ?? line.endIndex
        let name = line[..<end]
        var rest = line[end...].unicodeScalars
        var labels: [Gauge.Label] = []
        if rest.first == "{" {
            rest.removeFirst()
            while rest.first != "}" {
                guard let label = ExpositionReader.label(&rest) else { return false }
                labels.append(label)
                if rest.first == "," { rest.removeFirst() }
            }
            rest.removeFirst()
        }
        guard Exposition.isMetricName(String(name)), rest.first == " ",
            let value = Double(String(rest.dropFirst())), value.isFinite
        else { return false }
        gauges.append(Gauge(String(name), help: help[name] ?? "", labels: labels, value: value))
        return true
    }

    /// `name="value"` at the beginning of `rest`, taken from it.
    private static func label(_ rest: inout Substring.UnicodeScalarView) -> Gauge.Label? {
        guard let equals = rest.firstIndex(of: "=") else { return nil }
        let name = String(rest[..<equals])
        rest = rest[rest.index(after: equals)...]
        guard Exposition.isLabelName(name), rest.popFirst() == "\"" else { return nil }
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\"": return Gauge.Label(name, String(value))
            case "\\":
                guard let next = rest.popFirst() else { return nil }
                value.append(next == "n" ? "\n" : next)
            default: value.append(scalar)
            }
        }
        return nil
    }

    private static func unescaped(_ text: Substring) -> String {
        var plain = String.UnicodeScalarView()
        var rest = text.unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\", let next = rest.popFirst() else {
                plain.append(scalar)
                continue
            }
            plain.append(next == "n" ? "\n" : next)
        }
        return String(plain)
    }
}
