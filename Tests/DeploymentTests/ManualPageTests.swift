import AuditModel
import Foundation
import TestSupport
import Testing

/// The manual page says what the program does: no more, no less.
@Suite struct ManualPageTests {
    private let page: ManualPage
    private let folder: TemporaryFolder

    init() throws {
        page = ManualPage(try ProjectFolder.text(of: "scripts/packaging/dqaudit.1"))
        folder = try TemporaryFolder()
    }

    @Test(.enabled(if: DeploymentPrograms.dqaudit != nil, Comment(rawValue: DeploymentPrograms.noDQAudit)))
    func describesEveryCommandAndNoOther() throws {
        let help = try CommandLineHelp(of: try #require(DeploymentPrograms.dqaudit), folder: folder)
        #expect(help.commands.count > 10, "the program describes its commands")
        #expect(page.subsections == help.commands.map(\.name).filter { $0 != "dqaudit" })
    }

    @Test(.enabled(if: DeploymentPrograms.dqaudit != nil, Comment(rawValue: DeploymentPrograms.noDQAudit)))
    func describesEveryOptionOfEachCommandAndNoOther() throws {
        let help = try CommandLineHelp(of: try #require(DeploymentPrograms.dqaudit), folder: folder)
        let everywhere = page.options("COMMANDS")
        for (name, arguments) in help.commands {
            // What all commands of a group know is described once, with the group.
            let group = name.hasPrefix("dqaudit history ") ? page.options("dqaudit history") : []
            let described = page.options(name) + (name == "dqaudit history" ? [] : group) + everywhere
            let known = arguments.flatMap(\.spellings) + (name == "dqaudit history" ? page.options(name) : [])
            #expect(described.sorted() == known.sorted(), "\(name)")
        }
    }

    @Test(.enabled(if: DeploymentPrograms.dqaudit != nil, Comment(rawValue: DeploymentPrograms.noDQAudit)))
    func namesTheValuesAndTheVariableOfEachOption() throws {
        let help = try CommandLineHelp(of: try #require(DeploymentPrograms.dqaudit), folder: folder)
        var variables = 0
        for (name, arguments) in help.commands {
            for argument in arguments where argument.kind == "option" {
                let entries = (page.entries[name] ?? []) + (page.entries["dqaudit history"] ?? [])
                guard let entry = entries.first(where: { $0.options.contains(argument.spellings.last ?? "") }) else {
                    continue  // another test says so
                }
                if let values = argument.allValues {
                    #expect(
                        entry.head.hasSuffix("Cm " + values.joined(separator: " | ")), "\(name) \(argument.spellings)")
                }
                if name == "dqaudit run", let named = argument.abstract?.firstMatch(of: /\[env: ([A-Z_]+)\]/) {
                    variables += 1
                    #expect(entry.body.contains(".Ev \(named.1)"), "\(argument.spellings): \(named.1)")
                }
            }
        }
        #expect(variables > 4)
    }

    @Test func listsEveryExitStatusAndNoOther() {
        let statuses = (page.entries["EXIT STATUS"] ?? []).map(\.head)
        #expect(statuses == ExitStatus.allCases.map { String($0.rawValue) })
    }

    /// The variables are those that stand as texts in the sources, where they are looked up.
    @Test func listsEveryVariableAndNoOther() throws {
        let sources = ProjectFolder.path("Sources")
        let files = (FileManager.default.enumerator(atPath: sources)?.allObjects as? [String] ?? []).filter {
            $0.hasSuffix(".swift")
        }
        var texts: Set<String> = []
        var lookedUp: Set<String> = []
        for file in files {
            let text = try String(contentsOfFile: sources + "/" + file, encoding: .utf8)
            texts.formUnion(text.matches(of: /"([A-Z][A-Z_]+)"/).map { String($0.1) })
            lookedUp.formUnion(text.matches(of: /(?:environment\[|nonEmpty\()"([A-Z_]+)"/).map { String($0.1) })
            // A secret may come from a file, too.
            let secrets = text.matches(of: /secret\("([A-Z_]+)"/).map { String($0.1) }
            texts.formUnion(secrets.map { $0 + "_FILE" })
            lookedUp.formUnion(secrets + secrets.map { $0 + "_FILE" })
        }
        let own = texts.filter { $0.hasPrefix("DQAUDIT_") || $0.hasPrefix("MONGODB_") || $0.hasPrefix("LC_") }
        let described = Set((page.entries["ENVIRONMENT"] ?? []).flatMap(\.words))
        #expect(lookedUp.count > 10)
        #expect(own.union(lookedUp).subtracting(described).sorted() == [], "variables that the page lacks")
        #expect(described.subtracting(texts).sorted() == [], "variables that the program does not know")
    }

    @Test(.enabled(if: PackagingPrograms.mandoc != nil, "no mandoc: scripts/setup installs it"))
    func isGoodForMandoc() throws {
        let mandoc = try #require(PackagingPrograms.mandoc)
        let outcome = try mandoc.run(
            ["-Tlint", "-W", "warning", ProjectFolder.path("scripts/packaging/dqaudit.1")], folder: folder)
        #expect(outcome.output + outcome.errors == "")
        #expect(outcome.exitStatus == 0)
    }

    @Test(.enabled(if: PackagingPrograms.man != nil, "no man: scripts/setup installs it"))
    func isGoodForMan() throws {
        let man = try #require(PackagingPrograms.man)
        var environment = ProcessInfo.processInfo.environment
        environment.merge(["LC_ALL": "C.UTF-8", "MANWIDTH": "80", "MANROFFSEQ": "", "PAGER": "cat"]) { $1 }
        let outcome = try man.run(
            ["--warnings", "-E", "UTF-8", "-l", ProjectFolder.path("scripts/packaging/dqaudit.1")],
            environment: environment, folder: folder)
        #expect(outcome.errors == "")
        #expect(outcome.output.contains("EXIT STATUS"))
    }
}
