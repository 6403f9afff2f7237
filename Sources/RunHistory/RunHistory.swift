// RunHistory: where finished runs are kept, so that later runs can be compared with them.
//
// It stores and answers records; which of them make a baseline is decided by AuditChecks, the same for every store. It knows
// nothing of suites, reports or the clock.
