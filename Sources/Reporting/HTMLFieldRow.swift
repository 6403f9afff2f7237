import AuditModel

/// The cells of one field as a stacked bar and in words.
struct HTMLFieldRow {
    let field: FieldCompleteness
    let language: Language
    let evidence: HTMLEvidence

    /// One part of the cells.
    private struct Part {
        let name: String
        let word: String
        let count: Int64
    }

    var html: HTML {
        let parts = parts.filter { $0.count > 0 }
        let word: HTML? =
            field.status == .pass
            ? nil : " <span class=\"mini \(field.status.styleClass)\">\(field.status.label(in: language))</span>"
        let spoken = parts.map { "\(language.numbers.count($0.count)) \($0.word)" }.joined(separator: ", ")
        let present = presentText
        let legend = parts.map { part -> HTML in
            part.name == "present" && field.wrongType == 0
                ? "<span class=\"part present\">\(present)</span>"
                : "<span class=\"part \(part.name)\">\(language.numbers.count(part.count)) \(part.word)</span>"
        }
        // Where some are of a wrong type, the first part is not all that is present.
        let isSaid = field.present > 0 && field.wrongType == 0
        let notes = ((isSaid ? [] : [present]) + notes).map { "<span>\($0)</span>" as HTML }
        return """
            <li>
            <div class="line"><span class="path">\(HTML.name(field.field))\(word)</span><span class="share">\(share)\(change)</span></div>
            <svg class="bar" width="100%" height="12" role="img" aria-label="\(spoken)">\(bar(parts))</svg>
            <p class="parts">\(legend)\(notes)</p>
            \(evidence.html(about: field.field))</li>

            """
    }

    /// Present cells without those of a wrong type, then these, then what is missing: together all cells.
    private var parts: [Part] {
        [
            Part(name: "present", word: language("present", "présentes"), count: field.present - field.wrongType),
            Part(name: "wrong", word: language("of a wrong type", "d’un mauvais type"), count: field.wrongType),
            Part(name: "absent", word: language("absent", "absentes"), count: field.absent),
            Part(name: "null", word: "null", count: field.null),
            Part(name: "empty", word: language("empty", "vides"), count: field.empty),
            Part(name: "nan", word: language("not a number", "pas un nombre"), count: field.notANumber),
            Part(
                name: "placeholder", word: language("placeholder", "valeurs de remplacement"), count: field.placeholder),
        ]
    }

    private var share: String {
        let bounds = field.thresholds.all.map(\.threshold.value)
        return field.completeness.map { language.numbers.measurement($0, .percent, apartFrom: bounds) }
            ?? language("no cells", "aucune cellule")
    }

    private var change: HTML? {
        guard let old = field.previous, let new = field.completeness,
            let text = language.numbers.change(from: old, to: new, .percent)
        else { return nil }
        return " <small class=\"change\">\(text) \(language("since the last run", "depuis le dernier audit"))</small>"
    }

    private var presentText: String {
        let (present, cells) = (language.numbers.count(field.present), language.numbers.count(field.cells))
        return language("\(present) of \(cells) present", "\(present) présentes sur \(cells)")
    }

    private var notes: [String] {
        let numbers = language.numbers
        var notes: [String] = []
        if !field.thresholds.isEmpty {
            notes.append(field.thresholds.all.map { $0.threshold.text($0.bound, in: language) }.joined(separator: ", "))
        }
        let types = field.types.sorted { $0.value != $1.value ? $0.value > $1.value : $0.key < $1.key }
        if !types.isEmpty {
            let list = types.map { "\($0.key) \(numbers.count($0.value))" }.joined(separator: ", ")
            notes.append(language("types: ", "types\u{202F}: ") + list)
        }
        return notes
    }

    /// Pieces as wide as their share; one that has cells is never too narrow to see.
    private func bar(_ parts: [Part]) -> [HTML] {
        let shares = parts.map { max(Double($0.count) / Double(max(field.cells, 1)), 0.006) }
        let total = shares.reduce(0, +)
        var position = 0.0
        return zip(parts, shares).map { part, share in
            let width = share / total
            defer { position += width }
            let (x, size) = (SVGNumber.percent(position), SVGNumber.percent(width))
            return "<rect class=\"\(part.name)\" x=\"\(x)\" width=\"\(size)\" height=\"12\"/>"
        }
    }
}

extension Threshold {
    /// `fail below 90 %`.
    func text(_ bound: Thresholds.Bound, in language: Language) -> String {
        let side = bound.isUpper ? language("above", "au-dessus de") : language("below", "au-dessous de")
        return "\(bound.levelText(in: language)) \(side) \(language.numbers.measurement(value, unit))"
    }
}
