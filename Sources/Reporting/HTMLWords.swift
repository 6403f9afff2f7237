import AuditModel

// Words of the page for what reports hold as identifiers.

extension CheckStatus {
    /// The word that people read.
    func label(in language: Language) -> String {
        switch self {
        case .pass: language("Passed", "Réussi")
        case .warn: language("Warning", "Alerte")
        case .fail: language("Failed", "Échec")
        case .learning: language("Learning", "Apprentissage")
        case .notEvaluated: language("Not evaluated", "Non évalué")
        }
    }

    /// The word under a number of checks.
    func countLabel(_ count: Int, in language: Language) -> String {
        let isOne = count < 2
        return switch self {
        case .pass: language("passed", isOne ? "réussi" : "réussis")
        case .warn: language(isOne ? "warning" : "warnings", isOne ? "alerte" : "alertes")
        case .fail: language("failed", "en échec")
        case .learning: language("learning", "en apprentissage")
        case .notEvaluated: language("not evaluated", isOne ? "non évalué" : "non évalués")
        }
    }

    /// The name of colours and icon in the style sheet.
    var styleClass: String { self == .notEvaluated ? "unknown" : rawValue }
}

extension RunStatus {
    func label(in language: Language) -> String {
        switch self {
        case .pass: language("Passed", "Réussi")
        case .warn: language("Warning", "Alerte")
        case .fail: language("Failed", "Échec")
        case .incomplete: language("Incomplete", "Incomplet")
        }
    }

    var styleClass: String { self == .incomplete ? "unknown" : rawValue }

    /// The colour of the browser tab's icon, percent-encoded.
    var colour: String {
        switch self {
        case .pass: "%231a7f4f"
        case .warn: "%23b26a00"
        case .fail: "%23cf2f36"
        case .incomplete: "%237a45b0"
        }
    }
}

extension ExitStatus {
    /// What the number says, for a person.
    func meaning(in language: Language) -> String {
        switch self {
        case .success: language("passed", "réussi")
        case .breach: language("a threshold is breached", "un seuil est franchi")
        case .usage: language("usage or configuration error", "erreur d’utilisation ou de configuration")
        case .incomplete: language("the audit is not complete", "l’audit n’est pas complet")
        case .deliveryFailed: language("a delivery failed", "un envoi a échoué")
        case .interrupted, .terminated: language("interrupted", "interrompu")
        }
    }
}

extension DayCount.Role {
    func words(in language: Language) -> String {
        switch self {
        case .baseline: language("baseline", "référence")
        case .judged: language("judged", "jugé")
        case .excluded: language("not used", "non utilisé")
        }
    }
}

extension NumberText {
    /// `+2.1 points`, `−120`; nil where both numbers read the same.
    func change(from old: Double, to new: Double, _ unit: MeasurementUnit) -> String? {
        guard old != new, old.isFinite, new.isFinite else { return nil }
        return (new > old ? "+" : "−") + difference(abs(new - old), unit)
    }

    /// `11-22` of `2026-11-22`; `22/11` in French; nothing for what is no day.
    func shortDay(iso text: String) -> String {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, text.utf8.count == 10 else { return "" }
        return language("\(parts[1])-\(parts[2])", "\(parts[2])/\(parts[1])")
    }

    /// The calendar day of an instant, in UTC as everywhere in reports.
    func day(of instant: Instant) -> String { day(iso: String(instant.description.prefix(10))) }
}

/// The names of further numbers of a check.
enum MeasurementWords {
    /// `distinct_keys` as `Distinct keys`, `newest_unix_time` as `Newest`; in French those that checks have.
    static func html(_ name: String, _ language: Language) -> HTML {
        if language == .french, let known = french[name] { return "\(known)" }
        let text = name.replacing("_unix_time", with: "").replacing("_", with: " ")
        return .english(text.prefix(1).uppercased() + text.dropFirst(), language)
    }

    private static let french: [String: String] = [
        "cells": "Cellules",
        "complete_documents": "Documents complets",
        "complete_documents_share": "Part de documents complets",
        "distinct_keys": "Clés distinctes",
        "distinct_orphans": "Valeurs orphelines distinctes",
        "documents": "Documents",
        "documents_with_key": "Documents avec clé",
        "documents_with_warnings": "Documents avec alerte",
        "documents_without_key": "Documents sans clé",
        "duplicate_documents": "Documents en double",
        "duplicate_rate": "Taux de doublons",
        "future_values": "Valeurs dans le futur",
        "invalid_documents": "Documents invalides",
        "invalid_documents_share": "Part de documents invalides",
        "matched": "Trouvés",
        "missing_cells": "Cellules manquantes",
        "missing_values": "Valeurs manquantes",
        "newest_unix_time": "Plus récente",
        "orphan_rate": "Taux d’orphelins",
        "orphans": "Orphelins",
        "readable_values": "Valeurs lisibles",
        "schema_failures_not_listed": "Écarts au schéma non listés",
        "seconds_since_newest": "Âge de la plus récente",
        "segments": "Segments",
        "stale_values": "Valeurs périmées",
        "stale_values_share": "Part de valeurs périmées",
        "target_documents": "Documents de la cible",
        "target_keys": "Clés de la cible",
        "unreadable_values": "Valeurs illisibles",
    ]
}
