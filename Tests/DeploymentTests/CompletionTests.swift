import Foundation
import TestSupport
import Testing

/// What the shells offer behind `dqaudit …`, asked of the shells themselves.
@Suite(.enabled(if: DeploymentPrograms.dqaudit != nil, Comment(rawValue: DeploymentPrograms.noDQAudit)))
struct CompletionTests {
    /// With a suite, a report, and a folder: what is there to complete.
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let program = try #require(DeploymentPrograms.dqaudit)
        for shell in ["bash", "zsh", "fish"] {
            let outcome = try program.run(["--generate-completion-script", shell], folder: folder)
            #expect(outcome.exitStatus == 0)
            try folder.write(outcome.output, to: shell == "zsh" ? "_dqaudit" : "completion.\(shell)")
        }
        try FileManager.default.createDirectory(atPath: folder.path("here/suites"), withIntermediateDirectories: true)
        for name in ["here/products.yml", "here/report.json", "here/notes.txt"] { try folder.write("", to: name) }
    }

    /// A line up to the cursor, what must be offered, and what must not.
    struct Line: CustomTestStringConvertible, Sendable {
        let text: String
        let offers: Set<String>
        var withholds: Set<String> = []
        var testDescription: String { text }
    }

    static let lines = [
        Line(text: "dqaudit ", offers: ["run", "validate", "history", "render", "diff", "schema"]),
        Line(text: "dqaudit run --fail-on ", offers: ["fail", "warn"], withholds: ["products.yml"]),
        Line(text: "dqaudit run --read-preference second", offers: ["secondary", "secondaryPreferred"]),
        Line(text: "dqaudit run --lang ", offers: ["en", "fr"]),
        Line(text: "dqaudit run --sh", offers: ["--show-values"]),
        Line(text: "dqaudit run ", offers: ["products.yml", "suites"], withholds: ["notes.txt", "report.json"]),
        Line(text: "dqaudit validate ", offers: ["products.yml", "suites"], withholds: ["notes.txt", "report.json"]),
        Line(text: "dqaudit run --source re", offers: ["report.json"]),
        Line(text: "dqaudit run --report-dir ", offers: ["suites"], withholds: ["products.yml", "report.json"]),
        Line(text: "dqaudit render ", offers: ["report.json"], withholds: ["products.yml", "notes.txt"]),
        Line(text: "dqaudit history ", offers: ["list", "show", "accept", "reject", "export", "import", "prune"]),
        Line(text: "dqaudit schema ", offers: ["suite", "report"]),
    ]

    @Test(.enabled(if: DeploymentPrograms.bash != nil, "no bash"), arguments: lines)
    func bashCompletes(_ line: Line) throws {
        // As readline calls it: the words, where the cursor is, and the function that `complete` registered.
        let script = """
            source "$1"; cd "$2" || exit
            COMP_LINE=$3; COMP_POINT=${#COMP_LINE}
            read -ra COMP_WORDS <<<"$COMP_LINE"
            case $COMP_LINE in *' ') COMP_WORDS+=("") ;; esac
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            registered=$(complete -p dqaudit) || exit
            [[ $registered =~ -F\\ ([^ ]+) ]] || exit
            "${BASH_REMATCH[1]}" dqaudit "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
            printf '%s\\n' "${COMPREPLY[@]}"
            """
        try expect(
            line, of: DeploymentPrograms.bash,
            ["--norc", "-c", script, "bash", folder.path("completion.bash"), folder.path("here"), line.text])
    }

    @Test(.enabled(if: PackagingPrograms.fish != nil, "no fish: scripts/setup installs it"), arguments: lines)
    func fishCompletes(_ line: Line) throws {
        let script = "source $argv[1]; cd $argv[2]; complete -C $argv[3] | string replace -r '\\t.*' ''"
        try expect(
            line, of: PackagingPrograms.fish,
            ["--no-config", "-c", script, folder.path("completion.fish"), folder.path("here"), line.text])
    }

    /// A zsh of its own in a pseudo-terminal gets the line and a tab; what its completion adds is printed instead of shown.
    @Test(.enabled(if: PackagingPrograms.zsh != nil, "no zsh: scripts/setup installs it"), arguments: lines)
    func zshCompletes(_ line: Line) throws {
        let script = ProjectFolder.path("Tests/DeploymentTests/zsh-completions")
        try expect(line, of: PackagingPrograms.zsh, ["-f", script, folder.path, folder.path("here"), line.text])
    }

    private func expect(_ line: Line, of shell: InstalledProgram?, _ arguments: [String]) throws {
        var environment = ProcessInfo.processInfo.environment
        // The shell asks the program itself for what only it knows; and no setting of a person's own.
        environment.merge(["HOME": folder.path, "XDG_CONFIG_HOME": folder.path, "LC_ALL": "C.UTF-8"]) { $1 }
        let outcome = try #require(shell).run(arguments, environment: environment, folder: folder)
        let offered = outcome.output.split(whereSeparator: \.isNewline).map { name in
            String(name.hasSuffix("/") ? name.dropLast() : name).trimmingCharacters(in: .whitespaces)
        }
        #expect(line.offers.subtracting(offered) == [], "offered: \(offered) \(outcome.errors)")
        #expect(line.withholds.intersection(offered) == [])
    }
}
