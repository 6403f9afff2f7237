import AuditModel

/// The cells of one field as a bar and a list of what is missing.
struct HTMLFieldRow {
    let fieldClass: String
    let fieldName: String
    let fieldWord: String?
    let fieldShare: String
    let fieldCells: String
    let fieldBound: String?
    let fieldLabel: String
    let segments: [Segment]
    let parts: [Part]
    let wrongType: String?
    let typeMix: String?

    /// A piece of the bar.
    struct Segment {
        let segmentClass: String
        let segmentX: String
        let segmentWidth: String
    }

    /// One kind of missing cells.
    struct Part {
        let partClass: String
        let partText: String
    }

    init(_ field: FieldCompleteness) {
        let missing: [(name: String, word: String, count: Int64)] = [
            ("absent", "absent", field.absent), ("null", "null", field.null), ("empty", "empty", field.empty),
            ("nan", "not a number", field.notANumber), ("placeholder", "placeholder", field.placeholder),
        ]
        fieldClass = field.status.styleClass
        fieldName = field.field
        fieldWord = field.status == .pass ? nil : field.status.label
        let bounds = field.thresholds.all.map(\.threshold.value)
        fieldShare =
            field.completeness.map { NumberText.english.measurement($0, .percent, apartFrom: bounds) } ?? "no cells"
        fieldCells = "\(NumberText.english.count(field.present)) of \(NumberText.english.count(field.cells))"
        let texts = field.thresholds.all.map { bound, threshold in
            "\(bound.isFailure ? "fail" : "warn") \(bound.isUpper ? "above" : "below") "
                + NumberText.english.measurement(threshold.value, threshold.unit)
        }
        fieldBound = texts.isEmpty ? nil : texts.joined(separator: ", ")
        segments = HTMLFieldRow.segments([("present", "present", field.present)] + missing, cells: field.cells)
        parts = missing.filter { $0.count > 0 }.map {
            Part(partClass: $0.name, partText: "\(NumberText.english.count($0.count)) \($0.word)")
        }
        wrongType = field.wrongType > 0 ? "\(NumberText.english.count(field.wrongType)) of a wrong type" : nil
        let types = field.types.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        typeMix =
            types.isEmpty
            ? nil : types.map { "\($0.key) \(NumberText.english.count($0.value))" }.joined(separator: ", ")
        fieldLabel =
            "\(fieldShare) present"
            + missing.filter { $0.count > 0 }.map { ", \(NumberText.english.count($0.count)) \($0.word)" }.joined()
    }

    /// Pieces as wide as their share; one that has cells is never too narrow to see.
    private static func segments(_ parts: [(name: String, word: String, count: Int64)], cells: Int64) -> [Segment] {
        let shares = parts.filter { $0.count > 0 }.map {
            ($0.name, max(Double($0.count) / Double(max(cells, 1)), 0.006))
        }
        let total = shares.reduce(0) { $0 + $1.1 }
        var position = 0.0
        return shares.map { name, share in
            let width = share / total
            defer { position += width }
            return Segment(
                segmentClass: name, segmentX: SVGNumber.percent(position), segmentWidth: SVGNumber.percent(width))
        }
    }
}

/// Coordinates as SVG reads them.
enum SVGNumber {
    /// A share of 0–1 as a percentage with two decimals.
    static func percent(_ share: Double) -> String {
        let hundredths = Int64((min(max(share, 0), 1) * 10_000).rounded())
        return "\(hundredths / 100).\(padded(hundredths % 100))%"
    }

    /// Whole and half pixels.
    static func pixels(_ value: Double) -> String {
        let halves = Int64((value * 2).rounded())
        return halves.isMultiple(of: 2) ? "\(halves / 2)" : "\(halves / 2).5"
    }
}
