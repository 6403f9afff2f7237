import AuditModel
import Yams

/// Says in plain words, and at the place where the mistake is, what libYAML complains about.
struct SyntaxProblem {
    let source: SourceText

    func issue(for error: YamlError) -> ConfigIssue {
        switch error {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            return issue(problem: problem, mark: mark, context: context?.text ?? "", start: context?.mark)
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            return ConfigIssue(at: position(context.mark), "key '\(key)' stands twice in one mapping")
        case .reader(let problem, let offset, _, _):
            return ConfigIssue(at: source.position(of: offset ?? 0), "no valid YAML: \(problem)")
        case .memory:
            return ConfigIssue(at: source.position(of: 0), "no valid YAML: not enough memory to read it")
        case .no, .writer, .emitter, .representer, .dataCouldNotBeDecoded:
            return ConfigIssue(at: source.position(of: 0), "no valid YAML")
        }
    }

    private func issue(problem: String, mark: Mark, context: String, start: Mark?) -> ConfigIssue {
        let here = source.clamped(position(mark))
        let opening = start.map(position) ?? here
        func at(_ place: SourcePosition, _ message: String) -> ConfigIssue { ConfigIssue(at: place, message) }

        switch problem {
        case "found character that cannot start any token": return at(here, characterMessage(at: mark))
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            return at(here, Self.tab)
        case "did not find expected key" where !source.beginsLine(here):
            return at(here, "nothing may follow the value that ends here: put quotes around the whole text")
        case "did not find expected key":
            return at(here, "this does not fit into the mapping that starts in line \(opening.line): " + Self.column)
        case "did not find expected '-' indicator":
            return at(
                here,
                "this does not fit into the list that starts in line \(opening.line): its elements start with '- ' "
                    + "in column \(opening.column)")
        case "mapping values are not allowed in this context":
            return at(here, "a ':' is not allowed here: check the indentation, or put quotes around a text with ': '")
        case "block sequence entries are not allowed in this context":
            return at(here, "a '- ' is not allowed here: a list starts on a line of its own")
        case "could not find expected ':'":
            return at(opening, "no ':' follows this key, or the line is indented wrongly")
        case "did not find expected ',' or ']'" where source.endsBefore(here):
            return at(opening, "the list that opens here is never closed: ']' is missing")
        case "did not find expected ',' or '}'" where source.endsBefore(here):
            return at(opening, "the mapping that opens here is never closed: '}' is missing")
        case "did not find expected ',' or ']'":
            return at(here, "',' or ']' is missing: the list that opens at \(place(opening)) is not closed here")
        case "did not find expected ',' or '}'":
            return at(here, "',' or '}' is missing: the mapping that opens at \(place(opening)) is not closed here")
        case "found unexpected end of stream", "found unexpected document indicator":
            return at(opening, "the quote that opens here is never closed")
        case "found unknown escape character":
            return at(here, "unknown escape in a text in double quotes: write \\\\ for \\, or use single quotes")
        case "did not find expected hexdecimal number", "found invalid Unicode character escape code":
            return at(here, "this escape is no character: \\x, \\u and \\U need 2, 4 or 8 hexadecimal digits of one")
        case "found undefined alias":
            return at(here, "no anchor '&\(name(at: mark))' stands before this alias")
        case "did not find expected node content": return at(here, "a value is missing here")
        case "did not find expected <document start>":
            return at(here, "this does not belong to what stands above: " + Self.column)
        case "but found another document": return at(here, "a second document starts here; a suite file holds one")
        case "did not find expected alphabetic or numeric character":
            return at(here, "an anchor '&' or alias '*' needs a name; put quotes around a text that starts with it")
        case "found unexpected ':'": return at(here, "a ':' is not allowed here: put quotes around the text")
        case "did not find expected comment or line break" where context.contains("block scalar"):
            return at(here, "after '|' or '>' the text starts on the next line")
        case "found an indentation indicator equal to 0":
            return at(here, "the number after '|' or '>' is an indentation from 1 to 9")
        case _ where problem.hasPrefix("Maximum nesting level"): return at(here, "nested too deeply")
        case _ where context.contains("directive"):
            return at(opening, "a line that starts with '%' is a YAML directive: remove it")
        case _ where problem.contains("document") || problem.contains("%"):
            return at(here, "a YAML directive is not allowed here: remove it")
        case _ where context.contains("tag") || problem.contains("tag handle"):
            return at(opening, "this tag is malformed; put quotes around a text that starts with '!'")
        default:
            return at(here, "no valid YAML: \(problem)" + (context.isEmpty ? "" : " \(context)"))
        }
    }

    private static let tab = "a tab stands here; YAML allows spaces only for indentation"
    private static let column = "keys of one mapping stand in the same column"

    private func characterMessage(at mark: Mark) -> String {
        guard let index = source.index(line: mark.line, column: mark.column), index < source.scalars.count else {
            return "no valid YAML"
        }
        let scalar = source.scalars[index]
        return scalar == "\t" ? Self.tab : "an unquoted text cannot start with '\(scalar)': put it in quotes"
    }

    /// The name of the alias at a place.
    private func name(at mark: Mark) -> String {
        guard let index = source.index(line: mark.line, column: mark.column) else { return "" }
        let rest = source.scalars[index...].dropFirst()
        let name = rest.prefix { $0.properties.isAlphabetic || $0 == "-" || $0 == "_" || ("0"..."9").contains($0) }
        return String(String.UnicodeScalarView(name))
    }

    private func position(_ mark: Mark) -> SourcePosition {
        SourcePosition(file: source.file, line: max(1, mark.line), column: max(1, mark.column))
    }

    private func place(_ position: SourcePosition) -> String { "\(position.line):\(position.column)" }
}
