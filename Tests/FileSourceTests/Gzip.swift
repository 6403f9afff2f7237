import CZlib
import TestSupport

/// gzip as the tests need it, made by zlib itself.
enum Gzip {
    /// One member of a gzip file.
    static func compressed(_ bytes: some Collection<UInt8>) throws -> [UInt8] {
        let folder = try TemporaryFolder()
        let path = folder.path("x.gz")
        let bytes = Array(bytes)
        guard let file = gzopen(path, "wb6") else { throw FixtureError("gzopen") }
        let written = bytes.isEmpty ? 0 : gzwrite(file, bytes, UInt32(bytes.count))
        guard gzclose(file) == Z_OK, Int(written) == bytes.count else { throw FixtureError("gzwrite") }
        return try folder.read("x.gz")
    }
}
