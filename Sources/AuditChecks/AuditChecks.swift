// AuditChecks
