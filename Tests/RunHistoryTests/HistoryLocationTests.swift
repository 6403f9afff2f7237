import RunHistory
import Testing

@Suite("The location of a history")
struct HistoryLocationTests {
    @Test("names a file, or nothing")
    func valid() throws {
        #expect(try HistoryLocation(parsing: "none") == .none)
        #expect(
            try HistoryLocation(parsing: "sqlite:reports/history.sqlite") == .sqlite(path: "reports/history.sqlite"))
        #expect(try HistoryLocation(parsing: "sqlite:/var/lib/a:b.sqlite") == .sqlite(path: "/var/lib/a:b.sqlite"))
        for text in ["none", "sqlite:a b/ü.sqlite"] {
            #expect(try HistoryLocation(parsing: text).description == text)
        }
    }

    @Test(
        "says what to write instead",
        arguments: [
            ("", "write sqlite:PATH or none"), ("sqlite:", "needs a path"), ("history.db", "write sqlite:history.db"),
            ("mongodb:ops.runs", "not available in this version"), ("postgres:x", "'postgres:x' is unknown"),
            ("None", "write sqlite:None"), ("sqlite:a\0b", "needs a path"),
        ])
    func invalid(text: String, expected: String) {
        let error = #expect(throws: HistoryLocationError.self) { try HistoryLocation(parsing: text) }
        #expect(error?.message.contains(expected) == true, "\(String(describing: error))")
    }

    @Test("never repeats what may be a connection string")
    func secrets() {
        for text in ["mongodb://me:secret@host/db", "mongodb+srv://me:secret@host/db"] {
            let error = #expect(throws: HistoryLocationError.self) { try HistoryLocation(parsing: text) }
            #expect(error?.message.contains("secret") == false)
        }
    }
}
