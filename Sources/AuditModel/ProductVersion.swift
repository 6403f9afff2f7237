/// The version of dqaudit, as reports, gauges and `--version` show it.
package enum ProductVersion {
    package static let current = "0.1.0"
}
