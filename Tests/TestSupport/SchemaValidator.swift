import Foundation

/// An independent validator of JSON Schema: Python's `jsonschema`.
package struct SchemaValidator: Sendable {
    private let python: InstalledProgram

    /// nil where it is not installed: `scripts/setup` does that.
    package init?() {
        guard let python = InstalledProgram("python3", variable: "DQAUDIT_TEST_PYTHON"),
            let folder = try? TemporaryFolder(),
            let outcome = try? python.run(["-c", "import jsonschema"], folder: folder), outcome.exitStatus == 0
        else { return nil }
        self.python = python
    }

    package static let isAvailable = SchemaValidator() != nil
    package static let absence: Comment = "no Python with jsonschema: run scripts/setup, and set DQAUDIT_TEST_PYTHON"

    package typealias Comment = String

    private static let program = """
        import json, sys, jsonschema
        schema = json.loads(sys.stdin.readline())
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema, format_checker=jsonschema.Draft7Validator.FORMAT_CHECKER)
        for line in sys.stdin:
            error = jsonschema.exceptions.best_match(validator.iter_errors(json.loads(line)))
            print("" if error is None else ("/".join(map(str, error.absolute_path)) + ": " + error.message).replace("\\n", " "))
        """

    /// What is wrong with each document by a schema; "" where nothing is.
    /// - Parameter documents: JSON, each on one line.
    package func complaints(about documents: [String], schema: String) throws -> [String] {
        let line = schema.split(separator: "\n").joined(separator: " ")
        let outcome = try python.run(
            ["-c", Self.program], input: ([line] + documents).joined(separator: "\n") + "\n", folder: TemporaryFolder())
        guard outcome.exitStatus == 0 else { throw FixtureError(outcome.errors) }
        let lines = outcome.output.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard lines.count == documents.count + 1 else { throw FixtureError("jsonschema answered something else") }
        return Array(lines.dropLast())
    }
}
