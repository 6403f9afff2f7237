import AuditModel
import Testing

@testable import SuiteFile

struct EnvironmentReferenceTests {
    static let environment = ["HOST": "db.example", "EMPTY": "", "_a1": "x", "NUMBER": "95", "TRICK": "${HOST}"]

    @Test(arguments: [
        ("${HOST}", "db.example"), ("a${HOST}b", "adb.exampleb"), ("${HOST}${_a1}", "db.examplex"),
        ("${HOST:-other}", "db.example"), ("${NONE:-other}", "other"), ("${NONE:-}", ""), ("${EMPTY}", ""),
        ("${EMPTY:-other}", "other"), ("${NONE:-a:-b c}", "a:-b c"), ("$${HOST}", "${HOST}"),
        ("$$${HOST}", "$${HOST}"), ("$${", "${"), ("é${_a1}é", "éxé"), ("${TRICK}", "${HOST}"),
    ])
    func expansion(_ text: String, _ expected: String) {
        let expansion = EnvironmentReference.expand(text, in: Self.environment)
        #expect(expansion?.text == expected)
        #expect(expansion?.problems == [])
    }

    @Test(arguments: ["", "$", "$HOST", "a$", "{HOST}", "^x$", "$ {HOST}", "$$", "$gt"])
    func textsWithoutReference(_ text: String) {
        #expect(EnvironmentReference.expand(text, in: Self.environment) == nil)
    }

    @Test(arguments: [
        "${}", "${1A}", "${HOST", "${HO ST}", "${HOST-x}", "${HOST:x}", "${NONE:-${HOST}}", "${é}", "x${",
    ])
    func malformed(_ text: String) {
        let problems = EnvironmentReference.expand(text, in: Self.environment)?.problems ?? []
        #expect(problems.count == 1)
        guard case .malformed = problems.first else {
            Issue.record("\(problems)")
            return
        }
    }

    @Test(arguments: [
        ("a: ${NONE}\n", "1:4: the environment variable NONE is not set; set it or give a default: ${NONE:-default}"),
        (
            "a: 'x ${HOST} ${NONE} y'\n",
            "1:15: the environment variable NONE is not set; set it or give a default: ${NONE:-default}"
        ),
        (
            "# c\r\n\r\na: 'x ${NONE}'\r\n",
            "3:7: the environment variable NONE is not set; set it or give a default: ${NONE:-default}"
        ),
        (
            "a: |\n  x\n  é ${NONE}\n",
            "3:5: the environment variable NONE is not set; set it or give a default: ${NONE:-default}"
        ),
        (
            "a:\n  - b: [1, \"${NONE\"]\n",
            "2:13: '${NONE' is no reference to the environment: write ${NAME} or ${NAME:-default}, or $${ for a plain ${"
        ),
    ])
    func issuesStandAtTheReference(_ text: String, _ issue: String) {
        let document = YAMLDocument(parsing: text.utf8, file: "f", environment: Self.environment)
        #expect(document.issues.map(\.description) == ["f:" + issue])
    }

    @Test func substitutedScalarsStayTexts() {
        let text = "a: ${NUMBER}\nb: ${NONE:-true}\nc: ${EMPTY}\nd: ${NUMBER}%\n${HOST}: 1\n"
        let document = YAMLDocument(parsing: text.utf8, file: "f", environment: Self.environment)
        #expect(document.issues == [])
        guard case .mapping(let entries) = document.root?.content else {
            Issue.record("no mapping")
            return
        }
        #expect(
            entries.map(\.value.content) == [
                .string("95"), .string("true"), .string(""), .string("95%"), .integer(1),
            ])
        #expect(entries.map(\.key) == ["a", "b", "c", "d", "${HOST}"])
        #expect(entries[0].value.text == "95")
    }
}
