// AuditModel: the words of the product as plain values.
//
// Suites as they are read (ConfigNode, MappingReader), what a check measured (CheckResult, CheckDetails), what a run found
// (RunReport, CompletedRun), what is kept of it (RunRecord), and the protocols of the places it goes to (ReportSink, HistoryStore).
// It knows nothing of BSON, MongoDB, YAML or files, and does not import Foundation.
