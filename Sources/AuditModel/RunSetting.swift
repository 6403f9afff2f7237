/// An option of a run that was not left at its default: an element of `settings` in the JSON report.
package struct RunSetting: Hashable, Sendable {
    /// As `dqaudit run --help` writes it: `--threads`.
    package var name: String
    /// As it was given; nil for an option without a value. Of a server its hosts: user, password and options are no part of it.
    package var value: String?
    /// The environment variable that said it; nil where the command line did.
    package var variable: String?

    package init(_ name: String, _ value: String?, variable: String? = nil) {
        self.name = name
        self.value = value
        self.variable = variable
    }
}

extension RunSetting: Codable {
    private enum Keys: String, CodingKey { case name, value, variable }

    /// Writes a value that is not there as null, and a variable only where there is one.
    package func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: Keys.self)
        try container.encode(name, forKey: .name)
        try container.encode(value, forKey: .value)
        try container.encodeIfPresent(variable, forKey: .variable)
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Keys.self)
        self.init(
            try container.decode(String.self, forKey: .name),
            try container.decodeIfPresent(String.self, forKey: .value),
            variable: try container.decodeIfPresent(String.self, forKey: .variable))
    }
}
