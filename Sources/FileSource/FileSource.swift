package import AuditModel
import Glibc
package import ScanEngine

/// Documents from a file: what mongodump and mongoexport write.
package enum FileSource {
    /// Chooses the reader by the end of the file's name.
    ///
    /// - Parameters:
    ///   - path: a file whose name ends in one of ``FileFormat/suffixes``.
    ///   - database: how reports name the database that the documents came from.
    ///   - collection: how reports name the collection; nil takes the file's name without its suffix.
    /// - Throws: ``SourceError`` with code `configuration`: the file is not there, is no file, cannot be read, or has another suffix.
    package static func make(
        path: String, database: String = "", collection: String? = nil
    ) throws(SourceError) -> any DocumentSource {
        try checkReadable(path)
        guard let format = FileFormat(path: path) else {
            throw SourceError(
                .configuration,
                "\(path): the name must end in one of \(FileFormat.suffixes.joined(separator: ", "))")
        }
        let collection = collection ?? format.stem(of: path)
        return switch format.encoding {
        case .bson:
            BSONFileSource(
                path: path, isCompressed: format.isCompressed, database: database, collection: collection)
        case .json:
            JSONFileSource(
                path: path, isCompressed: format.isCompressed, database: database, collection: collection)
        }
    }

    private static func checkReadable(_ path: String) throws(SourceError) {
        var facts = stat()
        guard !path.isEmpty, stat(path, &facts) == 0 else {
            let reason = path.isEmpty || errno == ENOENT ? "there is no such file" : reasonOfLastFailure()
            throw SourceError(.configuration, "\(path.isEmpty ? "the source" : path): \(reason)")
        }
        switch facts.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFDIR:
            throw SourceError(.configuration, "\(path): is a directory; name one file of documents in it")
        default:
            throw SourceError(.configuration, "\(path): is not a regular file")
        }
        guard access(path, R_OK) == 0 else {
            throw SourceError(.configuration, "\(path): cannot be read: \(reasonOfLastFailure())")
        }
    }

    /// The operating system's words for the failure of the call before.
    static func reasonOfLastFailure() -> String { String(cString: strerror(errno)) }
}
