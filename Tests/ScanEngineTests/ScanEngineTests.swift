// Tests of ScanEngine.
