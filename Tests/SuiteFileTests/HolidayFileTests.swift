import AuditChecks
import AuditModel
import TestSupport
import Testing

@testable import SuiteFile

/// Files of holidays beside a suite.
struct HolidayFileTests {
    private let loader = SuiteLoader(environment: [:]) { _ in .utc }

    private func suite(_ holidays: String) -> String {
        """
        version: 1
        source: { database: a, collection: b }
        checks:
          - freshness: { fail_above: 1h, schedule: { holidays: \(holidays) } }
        """
    }

    @Test func datesOfAFileAreHolidays() throws {
        let folder = try TemporaryFolder()
        try folder.write(
            "\u{FEFF}2026-03-20 # independence\r\n\n  # of the year after\n\t2027-03-20\t\n2026-05-01", to: "tn.txt")
        let path = try folder.write(suite("[2026-12-25, tn.txt]"), to: "s.yml")
        let check = try #require(try loader.load(path: path).checks[0].kind as? Freshness)
        let days = try #require(check.schedule).holidays.sorted().map { CivilDate(dayNumber: $0).description }
        #expect(days == ["2026-03-20", "2026-05-01", "2026-12-25", "2027-03-20"])
    }

    @Test func mistakesHaveTheirPlaceInTheFile() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write("2026-03-20\n\n  20/03/2026 # Friday\n2026-02-30\n", to: "tn.txt")
        let path = try folder.write(suite("[tn.txt, gone.txt, 2026-13-01]"), to: "s.yml")
        let issues = loader.validate(paths: [path]).map(\.description)
        #expect(
            Set(issues) == [
                "\(file):3:3: a line of a file of holidays is a date such as 2026-03-20, and '#' begins a comment",
                "\(file):4:1: a line of a file of holidays is a date such as 2026-03-20, and '#' begins a comment",
                "\(path):4:65: there is no file 'gone.txt' beside the suite",
                "\(path):4:75: '2026-13-01' is no date; write it as 2026-03-20",
            ])
    }

    @Test func aFileThatIsNoTextIsRefused() throws {
        let folder = try TemporaryFolder()
        let file = try folder.write([0x32, 0x0A, 0xFF, 0x0A], to: "tn.txt")
        let path = try folder.write(suite("tn.txt"), to: "s.yml")
        #expect(loader.validate(paths: [path]).map(\.description) == ["\(file):2:1: the line is not UTF-8 text"])
    }
}
