// SuiteFile
