import Foundation
import TestSupport

/// The shipped `dqaudit.env`, in which every variable is commented out.
struct EnvironmentFile {
    private(set) var text: String

    init() throws {
        text = try ProjectFolder.text(of: "cron/dqaudit.env")
    }

    /// The names of the variables, in their order.
    var names: [String] { text.matches(of: #/(?m)^#([A-Z_]+)='/#).map { String($0.1) } }

    /// Takes the sign of a comment from all assignments.
    mutating func uncommentAll() {
        text = text.replacing(#/(?m)^#([A-Z_]+=')/#) { String($0.output.1) }
    }

    /// Gives a commented variable a value, as an administrator would.
    mutating func set(_ name: String, _ value: String) throws {
        let lines = text.components(separatedBy: "\n")
        guard let line = lines.first(where: { $0.hasPrefix("#\(name)='") || $0.hasPrefix("\(name)='") }) else {
            throw FixtureError("dqaudit.env has no \(name)")
        }
        text = text.replacingOccurrences(of: line, with: "\(name)='\(value)'")
    }
}
