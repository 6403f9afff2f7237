// Tests of AuditChecks.
