import AuditModel
import Foundation
import SuiteFile
import Testing

@Suite("Finding time zones")
struct TimeZoneLoaderTests {
    private func message(_ identifier: String, in directories: [String]? = nil) -> String? {
        do {
            _ = try TimeZoneLoader.rules(for: identifier, in: directories)
            return nil
        } catch {
            return error.message
        }
    }

    @Test("every zone of the system is read")
    func all() throws {
        for zone in TimeZone.knownTimeZoneIdentifiers
        where FileManager.default.fileExists(atPath: "/usr/share/zoneinfo/\(zone)") {
            let rules = try TimeZoneLoader.rules(for: zone)
            #expect(rules.identifier == zone)
        }
        #expect(try TimeZoneLoader.rules(for: "Africa/Tunis").offset(atUTCSeconds: 1_795_000_000) == 3600)
    }

    @Test("UTC needs no data")
    func utc() throws {
        #expect(try TimeZoneLoader.rules(for: "UTC", in: []) == .utc)
    }

    @Test(
        "an unknown zone names the nearest known one",
        arguments: [
            ("Africa/Tuniss", "'Africa/Tunis'"), ("africa/tunis", "'Africa/Tunis'"), ("Europe/Pari", "'Europe/Paris'"),
            ("Tunis", "'Africa/Tunis'"), ("Kathmandu", "'Asia/Kathmandu'"), ("utc", "'UTC'"),
        ])
    func suggestions(identifier: String, expected: String) {
        let text = message(identifier)
        #expect(text?.contains("time zone '\(identifier)' is unknown") == true, "\(text ?? "no error")")
        #expect(text?.contains("did you mean \(expected)?") == true, "\(text ?? "no error")")
    }

    @Test("nothing is suggested where nothing is near")
    func noSuggestion() {
        #expect(message("Mars/Olympus_Mons")?.contains("did you mean") == false)
    }

    @Test(
        "no name leads out of the folder",
        arguments: [
            "", "/etc/passwd", "../../../etc/passwd", "Africa/../Africa/Tunis", "Africa//Tunis", "Africa/", "/", ".",
            "..",
            "Africa/Tunis\0", "zone1970.tab", "Afri ca", "Äfrica/Tunis", String(repeating: "a", count: 101),
        ])
    func traversal(identifier: String) {
        #expect(message(identifier)?.contains("is no time zone; write a name such as Africa/Tunis") == true)
    }

    @Test("a folder or another file is no zone")
    func noZoneFile() throws {
        #expect(message("Africa")?.contains("is unknown") == true)
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("zones-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("hello".utf8).write(to: folder.appendingPathComponent("Hello"))
        #expect(message("Hello", in: [folder.path])?.contains("install tzdata") == true)

        // The first folder that has a zone wins; a damaged one is an error, not a reason to go on.
        try Data("TZif2 and no more".utf8).write(to: folder.appendingPathComponent("Broken"))
        #expect(message("Broken", in: [folder.path])?.contains("no TZif file") == true)
        #expect(
            try TimeZoneLoader.rules(for: "Europe/Paris", in: [folder.path, "/usr/share/zoneinfo"]).identifier
                == "Europe/Paris")
    }

    @Test("without data the sentence says what to install")
    func noData() {
        #expect(message("Africa/Tunis", in: ["/nowhere"])?.contains("install tzdata") == true)
    }
}
