import AuditModel

/// How the rows of a summary are arranged, with the widths of the columns after the status.
enum ConsoleLayout: Equatable {
    /// Name, value, threshold and headroom each in a column.
    case table([Int])
    /// Name and value in columns, the rest beside them.
    case beside([Int])
    /// Each check in a block.
    case stack

    /// The least that is left beside the columns.
    private static let leastRest = 26

    init(rows: [ConsoleRow], width: Int, _ language: Language) {
        let columns: [(ConsoleRow) -> String] = [\.name, \.value, \.bound, \.headroom]
        let widths = columns.map { column in rows.map { TerminalText.width(column($0)) }.max() ?? 0 }
        func fits(_ columns: Int, _ rest: Int) -> Bool {
            Self.indent(language) - 2 + widths.prefix(columns).reduce(0) { $0 + 2 + $1 } + rest <= width
        }
        if fits(4, 0) {
            self = .table(widths)
        } else if fits(2, 2 + Self.leastRest) {
            self = .beside(Array(widths.prefix(2)))
        } else {
            self = .stack
        }
    }

    /// Columns before everything but the status.
    static func indent(_ language: Language) -> Int { ConsoleStyle.width(language) + 2 }
}
