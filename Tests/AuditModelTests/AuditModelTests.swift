// Tests of AuditModel.
