// Tests of SuiteFile.
