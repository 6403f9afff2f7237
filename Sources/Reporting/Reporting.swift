// Reporting: where a finished run goes, one file per sink.
//
// A sink gets a CompletedRun and delivers all of it or nothing: JSON and HTML reports (ReportFolder), Prometheus gauges (Exposition,
// RunGauges) into a textfile or a Pushgateway, and the summary for a terminal (ConsoleSummary). Every file is written through
// AtomicFile; every number that a person reads is worded once, in NumberText and CheckText. It knows nothing of documents, BSON,
// MongoDB or suites, and shows no value that the report does not hold.
