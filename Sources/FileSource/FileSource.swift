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

    /// The file of another collection beside one that was named: `categories.bson` beside `products.bson`, as mongodump writes them.
    ///
    /// - Parameters:
    ///   - collection: its name; the file's is the same, with one of ``FileFormat/suffixes``, that of `path` before others.
    ///   - path: the file that was named.
    ///   - folder: of a database beside that of `path`; nil: in the same one.
    ///   - database: how reports name the database.
    /// - Throws: ``SourceError`` with code `collectionMissing`: there is no such file.
    package static func make(
        collection: String, beside path: String, inFolderOf folder: String?, database: String
    ) throws(SourceError) -> any DocumentSource {
        let own = path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
        let directory = own + (folder.map { "../\($0)/" } ?? "")
        let ownSuffix = FileFormat.suffixes.filter { path.lowercased().hasSuffix($0) }.max { $0.count < $1.count }
        for suffix in [ownSuffix].compactMap({ $0 }) + FileFormat.suffixes {
            let candidate = directory + collection + suffix
            guard access(candidate, F_OK) == 0 else { continue }
            return try make(path: candidate, database: database, collection: collection)
        }
        throw SourceError(
            .collectionMissing,
            "there is no '\(collection).bson', nor such a file with another suffix, in \(directory.isEmpty ? "./" : directory)"
        )
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
