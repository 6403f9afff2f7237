/// References to environment variables in the texts of a suite: `${NAME}` and `${NAME:-default}`.
///
/// As in a shell, the default also stands for a variable that is set to nothing. `$${` is a plain `${`; any other `$` is itself.
struct EnvironmentReference: Sendable {
    /// A text with its references carried out.
    struct Expansion: Hashable, Sendable {
        let text: String
        /// The values that were put in, by variable; they must not appear in messages.
        let values: [String: String]
        let problems: [Problem]
    }

    enum Problem: Hashable, Sendable {
        /// The variable has no value and the reference no default.
        case unset(name: String)
        /// `${` that begins no reference, as it is written.
        case malformed(String)

        var message: String {
            switch self {
            case .unset(let name):
                "the environment variable \(name) is not set; set it or give a default: ${\(name):-default}"
            case .malformed(let reference):
                "'\(reference)' is no reference to the environment: write ${NAME} or ${NAME:-default}, or $${ for a plain ${"
            }
        }

        /// How it begins in the file.
        var written: String {
            switch self {
            case .unset(let name): "${\(name)"
            case .malformed(let reference): reference
            }
        }
    }

    /// nil when the text holds no reference.
    static func expand(_ text: String, in environment: [String: String]) -> Expansion? {
        guard text.contains("${") else { return nil }
        var result = String.UnicodeScalarView()
        var values: [String: String] = [:]
        var problems: [Problem] = []
        var rest = text.unicodeScalars[...]
        while let scalar = rest.first {
            if rest.starts(with: "$${".unicodeScalars) {
                result.append(contentsOf: "${".unicodeScalars)
                rest.removeFirst(3)
            } else if rest.starts(with: "${".unicodeScalars) {
                guard let end = rest.firstIndex(of: "}") else {
                    problems.append(.malformed(String(rest)))
                    break
                }
                switch reference(rest[..<end].dropFirst(2)) {
                case .success(let (name, fallback)):
                    let value = environment[name].flatMap { $0.isEmpty && fallback != nil ? nil : $0 }
                    if let value { values[name] = value }
                    if value == nil && fallback == nil { problems.append(.unset(name: name)) }
                    result.append(contentsOf: (value ?? fallback ?? "").unicodeScalars)
                case .failure: problems.append(.malformed(String(rest[...end])))
                }
                rest = rest[end...].dropFirst()
            } else {
                result.append(scalar)
                rest.removeFirst()
            }
        }
        return Expansion(text: String(result), values: values, problems: problems)
    }

    private struct NoReference: Error {}

    /// Name and default of what stands between the braces.
    private static func reference(
        _ body: Substring.UnicodeScalarView
    ) -> Result<(name: String, fallback: String?), NoReference> {
        let name = body.prefix { $0.isASCII && ($0 == "_" || $0.properties.isAlphabetic || ("0"..."9").contains($0)) }
        guard let first = name.first, !("0"..."9").contains(first) else { return .failure(NoReference()) }
        let rest = body.dropFirst(name.count)
        if rest.isEmpty { return .success((String(name), nil)) }
        guard rest.starts(with: ":-".unicodeScalars) else { return .failure(NoReference()) }
        let fallback = String(rest.dropFirst(2))
        return fallback.contains("${") ? .failure(NoReference()) : .success((String(name), fallback))
    }
}
