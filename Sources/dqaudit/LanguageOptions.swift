import ArgumentParser
import AuditModel

/// `--lang`: the language of what people read.
struct LanguageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "The language of summaries and reports for people: en or fr [env: DQAUDIT_LANG] (default: that of the locale).",
            valueName: "en|fr"))
    var lang: Language?

    /// The language that was asked for; else that of the environment, where POSIX lets `LC_ALL` overrule `LC_MESSAGES` and that `LANG`; else English.
    func language(environment: [String: String]) -> Language {
        if let lang { return lang }
        let names = ["DQAUDIT_LANG", "LC_ALL", "LC_MESSAGES", "LANG"]
        return names.lazy.compactMap { environment.nonEmpty($0) }.first.flatMap { Language(locale: $0) } ?? .english
    }
}

extension Language: ExpressibleByArgument {}
