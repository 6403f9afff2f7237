import AuditModel
import MongoSource

/// The server of a command.
enum ServerOptions {
    /// The connection string of the options, else of the variable; nil: there is none.
    static func connection(
        uri: String?, uriFile: String?, environment: [String: String]
    ) throws(CommandFailure) -> ConnectionString? {
        guard uri == nil || uriFile == nil else { throw .usage("give one of --uri and --uri-file, not both") }
        let written = try text(in: uriFile)
        guard let text = uri ?? written ?? environment.nonEmpty("MONGODB_URI") else { return nil }
        do throws(SourceError) {
            return try ConnectionString(text)
        } catch {
            throw .usage(error.message)
        }
    }

    private static func text(in path: String?) throws(CommandFailure) -> String? {
        guard let path else { return nil }
        let text = try SecretFile.read(path, option: "--uri-file")
        guard !text.isEmpty else { throw .usage("--uri-file \(path) is empty; it must hold a connection string") }
        return text
    }
}
